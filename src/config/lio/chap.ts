import type { ByteString } from '../../lib/bytes.ts'
import { type Account, accountFault, writeAccounts } from '../import/accounts.ts'
import type { DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Place, Report } from '../import/report.ts'
import type { NodeAcl } from './node-acl.ts'
import type { ObjectReader } from './reader.ts'
import type { PortalGroup } from './tpg.ts'

/** The accounts of an ACL or portal group, either way; absent where name or secret is missing. */
export interface Credentials {
  readonly user?: Account | undefined
  readonly mutual?: Account | undefined
  /** Something stands there that is no text. */
  readonly isUnreadable: boolean
}

const accountNames = ['chap_userid', 'chap_password', 'chap_mutual_userid', 'chap_mutual_password'] as const

export const readCredentials = (object: ObjectReader, report: Report): Credentials => ({
  user: readAccount(object, 'chap_userid', 'chap_password', report),
  mutual: readAccount(object, 'chap_mutual_userid', 'chap_mutual_password', report),
  isUnreadable: accountNames.some((name) => object.has(name) && !object.text(name)),
})

export const readAccount = (
  object: ObjectReader,
  userName: string,
  secretName: string,
  report: Report,
): Account | undefined => {
  const user = object.text(userName)
  const secret = object.text(secretName)
  if (secret) report.secret(secret.inner)
  if (!user?.value || !secret?.value) return undefined
  return { user: user.value, secret: secret.value, place: user.place }
}

interface Chap {
  readonly target: DraftTarget
  /** Accounts of hosts without an ACL, of each portal group that has such hosts. */
  readonly demos: readonly Credentials[]
  readonly acls: readonly NodeAcl[]
}

/** Who may still log in. */
interface Left {
  readonly acls: readonly NodeAcl[]
  readonly isDemoOpen: boolean
}

/**
 * LIO knows an account by host, SCST by target: with one list a host could log in under another's name with its own
 * secret, so accounts that differ put the target off.
 */
export const writeChap = (
  target: DraftTarget,
  groups: readonly PortalGroup[],
  report: Report,
  options: ImportOptions,
): Left => {
  const acls = groups.flatMap((group) => group.acls)
  const demos = groups.flatMap(({ demo }) => demo ?? [])
  const everybody: Left = { acls, isDemoOpen: demos.length > 0 }
  const needs = new Set(groups.flatMap(needsOf))
  const off = (place: Place, why: ByteString) => {
    report.rejected(place, why)
    target.off.push(why)
    return everybody
  }
  if (needs.size > 1)
    return off(acls[0]!.place, 'some hosts need CHAP and others do not, which SCST cannot tell apart')
  const required = [...needs][0] ?? groups.some(({ authentication }) => authentication)
  const accounts = [...acls.map(({ credentials }) => credentials), ...demos]
  const users = accounts.flatMap(({ user }) => user ?? [])
  if (!required && (users.length === 0 || options.asRunning)) return everybody
  if (!required) {
    const why =
      'LIO takes these hosts without CHAP too (authentication is 0); here they need it (--as-running: not)'
    report.lossy(users[0]!.place, undefined, why, 'error')
  }
  const left = {
    acls: acls.filter(({ credentials }) => credentials.user),
    isDemoOpen: demos.length > 0 && demos.every(({ user }) => user),
  }
  if (demos.some(({ user }) => !user)) {
    report.note(`${target.name}: hosts without ACL need CHAP and have no account: they are left out`)
  }
  for (const { place, credentials } of acls) {
    if (!credentials.user)
      report.lossy(place, undefined, 'it has no account and CHAP is needed: it is left out', 'error')
  }
  if (users.length === 0) {
    target.off.push('CHAP is needed and nobody has an account')
    report.note(`${target.name}: switched off: CHAP is needed and nobody has an account`)
    return everybody
  }
  writeUnion({ target, demos, acls }, users, report, options)
  return left
}

/** Who needs CHAP: the word of an ACL goes before that of its portal group. */
const needsOf = ({ acls, demo, authentication }: PortalGroup): boolean[] => [
  ...acls.map((acl) => acl.authentication ?? authentication),
  ...(demo ? [authentication] : []),
]

/** One list for all hosts of the target; with accounts that differ only where that was asked for. */
const writeUnion = (
  { target, acls, demos }: Chap,
  users: readonly Account[],
  report: Report,
  options: ImportOptions,
): void => {
  const distinct = [
    ...new Map(users.map((account) => [`${account.user} ${account.secret}`, account])).values(),
  ]
  const other = distinct[1]
  if (other && !options.chapUnion) {
    const why = 'accounts differ between hosts, and SCST would take each from every host (--chap=union)'
    report.rejected(other.place, why)
    target.off.push(why)
    return
  }
  if (other) {
    const why = '--chap=union: every host may log in with every account'
    report.lossy(other.place, undefined, why, 'error')
  }
  for (const account of users) {
    if (!distinct.includes(account) && accountFault(account.user, account.secret) === undefined) {
      report.mapped(account.place, `IncomingUser ${account.user}`)
    }
  }
  const credentials = [...acls.map((acl) => acl.credentials), ...demos]
  writeAccounts(target, distinct, mutualOf(credentials, report), report)
}

const mutualOf = (accounts: readonly Credentials[], report: Report): Account | undefined => {
  const mutual = accounts.filter(({ user }) => user).flatMap((each) => each.mutual ?? [])
  const [first, ...others] = mutual
  if (!first) return undefined
  const other = others.find(({ user, secret }) => user !== first.user || secret !== first.secret)
  if (other) {
    const why =
      'accounts of the target differ between hosts, so none is written: hosts that ask for its proof fail'
    for (const account of mutual) report.lossy(account.place, undefined, why, 'error')
    return undefined
  }
  for (const account of others) report.mapped(account.place, `OutgoingUser ${account.user}`)
  return first
}
