import type { ByteString } from '../../lib/bytes.ts'
import { writeAccounts } from '../import/accounts.ts'
import type { Draft } from '../import/draft.ts'
import type { Place, Report } from '../import/report.ts'
import { type Authentication, denied } from './authentication.ts'
import type { PortalGroup } from './portal-group.ts'

/** A portal group and whether a target is on it. */
export interface UsedPortalGroup {
  readonly group: PortalGroup
  readonly place: Place
  readonly isUsed: boolean
}

/** Discovery accounts belong to the driver: all portal groups in use that answer discovery must agree. */
export const writeDiscovery = (
  portalGroups: readonly UsedPortalGroup[],
  authentications: ReadonlyMap<ByteString, Authentication>,
  draft: Draft,
  report: Report,
): void => {
  const active = new Map<ByteString, { readonly rules: Authentication; readonly place: Place }>()
  for (const { group, place, isUsed } of portalGroups) {
    const given = group.discovery
    const name = given?.group ?? 'default'
    const rules = authentications.get(name) ?? (name === 'default' ? denied : undefined)
    const at = given?.place ?? place
    if (!rules) {
      report.rejected(at, `auth-group ${name} is not defined`)
      draft.broken.push(`auth-group ${name} is not defined`)
    } else if (!isUsed) {
      if (given) report.ignored(at, 'no target is on the portal group')
    } else if (rules.kind === 'denied') judgeDenied(at, given !== undefined, report)
    else active.set(name, { rules, place: at })
  }
  const kinds = [...active.values()]
  const clash = kinds.length > 1 && kinds.some(({ rules }) => rules.kind === 'chap')
  for (const { rules, place } of kinds) {
    if (clash)
      report.rejected(place, 'portal groups differ in how discovery is authenticated; SCST has one way')
    else report.mapped(place, rules.kind === 'open' ? 'discovery is open' : 'accounts of the driver')
  }
  if (clash) draft.off.push('discovery accounts differ between portal groups')
  const [first] = kinds
  if (clash || first?.rules.kind !== 'chap') return
  writeAccounts(
    { attributes: draft.driver, off: draft.off },
    first.rules.incoming,
    first.rules.outgoing,
    report,
  )
}

const judgeDenied = (place: Place, isGiven: boolean, report: Report): void => {
  const why = 'SCST cannot deny discovery; it lists a target only to who may log in'
  if (isGiven) report.lossy(place, undefined, why)
  else report.madeExplicit(place, 'discovery-auth-group default, which denies', why)
}
