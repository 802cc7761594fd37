import type { ByteString } from '../../lib/bytes.ts'
import { type AddressRules, permitNames } from '../import/access.ts'
import { writeAccounts } from '../import/accounts.ts'
import { add, type Disk, type DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import { targetLabel } from '../import/names.ts'
import type { Report } from '../import/report.ts'
import { isWritable } from '../import/text.ts'
import { type Authentication, authenticationKeys, denied, readAuthentication } from './authentication.ts'
import { readLun, sizeOf } from './lun.ts'
import type { Statement } from './parser.ts'
import { defaultPortalGroup, type PortalGroup, redirectOf } from './portal-group.ts'

/** Groups and LUNs that targets name. */
export interface Named {
  readonly authentications: ReadonlyMap<ByteString, Authentication>
  readonly portalGroups: ReadonlyMap<ByteString, PortalGroup>
  /** Absent: never defined; undefined: cannot be had. */
  readonly luns: ReadonlyMap<ByteString, Disk | undefined>
}

export interface Around extends Named {
  readonly rules: AddressRules
  readonly report: Report
  readonly options: ImportOptions
}

export const readTarget = (statement: Statement, target: DraftTarget, around: Around): void =>
  new TargetReader(statement, target, around).read()

class TargetReader {
  readonly #statement: Statement
  readonly #target: DraftTarget
  readonly #around: Around
  readonly #report: Report

  constructor(statement: Statement, target: DraftTarget, around: Around) {
    this.#statement = statement
    this.#target = target
    this.#around = around
    this.#report = around.report
  }

  read(): void {
    for (const statement of this.#of('lun')) this.#lun(statement)
    const authentication = this.#authentication()
    this.#portals(authentication)
    this.#others()
    this.#permit(authentication)
  }

  #of(keyword: string): Statement[] {
    return this.#statement.block!.filter((statement) => statement.keyword === keyword)
  }

  #off(why: ByteString): void {
    this.#target.off.push(why)
  }

  /** ctld refuses the file; here the statement is refused and the target stays off. */
  #refuse({ place }: Statement, why: ByteString): void {
    this.#report.rejected(place, why)
    this.#off(why)
  }

  #lun(statement: Statement): void {
    const [number = '', name] = statement.values.map(({ text }) => text)
    const lun = sizeOf(number)
    if (lun === undefined || lun > 1023) this.#refuse(statement, `LUN ${number} is not within 0 to 1023`)
    else if (this.#target.luns.some((each) => each.lun === lun)) {
      this.#refuse(statement, `LUN ${lun} stands here twice`)
    } else {
      const disk = name === undefined ? this.#inner(statement, lun) : this.#named(statement, name)
      if (!disk) return
      this.#target.luns.push({ lun, disk, readOnly: false, places: [statement.place] })
      this.#report.mapped(statement.place, `LUN ${lun}`)
    }
  }

  #inner({ block, place }: Statement, lun: number): Disk | undefined {
    const name = `${targetLabel(this.#target.name)}_lun${lun}`
    const scsiName = `${this.#target.name},lun,${lun}`
    return readLun({ name, place, statements: block!, scsiName }, this.#report, this.#around.options)
  }

  #named(statement: Statement, name: ByteString): Disk | undefined {
    const { luns } = this.#around
    const disk = luns.get(name)
    if (!luns.has(name)) this.#refuse(statement, `lun ${name} is not defined`)
    else if (!disk) this.#report.rejected(statement.place, `lun ${name} cannot be had`)
    return disk
  }

  #authentication(): Authentication {
    const own = this.#statement.block!.filter(({ keyword }) => authenticationKeys.includes(keyword))
    const [named, ...more] = this.#of('auth-group')
    for (const statement of more) this.#refuse(statement, 'a second auth-group')
    if (own.length > 0) {
      if (named) this.#refuse(named, 'auth-group beside rules of the target itself')
      return readAuthentication(own, this.#statement.place, this.#report)
    }
    if (named) return this.#group(named, named.values[0]!.text)
    this.#report.madeExplicit(
      this.#statement.place,
      'auth-group default',
      'what ctld takes when a target names none',
    )
    return this.#around.authentications.get('default') ?? denied
  }

  #group(statement: Statement, name: ByteString): Authentication {
    const found = this.#around.authentications.get(name)
    if (found) this.#report.mapped(statement.place, `rules of ${name}`)
    else this.#refuse(statement, `auth-group ${name} is not defined`)
    return found ?? denied
  }

  #portals(authentication: Authentication): void {
    const statements = this.#of('portal-group')
    const groups = statements.map((statement) => this.#portalGroup(statement, authentication))
    if (groups.length === 0) {
      groups.push(this.#around.portalGroups.get('default') ?? defaultPortalGroup)
      this.#report.madeExplicit(
        this.#statement.place,
        'portal-group default',
        'what ctld takes when a target names none',
      )
    }
    const here = groups.filter(({ isForeign }) => !isForeign)
    if (here.length === 0) this.#off('all its portal groups are served by another node')
    for (const { fault } of here) if (fault !== undefined) this.#off(`portal rule refused: ${fault}`)
    if (!here.some(({ patterns }) => patterns === undefined)) {
      const patterns = new Set(here.flatMap((group) => group.patterns ?? []))
      if (patterns.size > 1) patterns.delete('!*')
      for (const pattern of patterns.size > 0 ? patterns : ['!*'])
        add(this.#target.attributes, 'allowed_portal', pattern)
    }
    const redirect = here.find((group) => group.redirect !== undefined)?.redirect
    if (redirect === undefined) return
    this.#target.attributes.set('redirect', [redirect])
    if (here.length > 1) {
      const why = 'redirects all portals of the target, not those of one group'
      this.#report.lossy(this.#statement.place, `redirect "${redirect}"`, why)
    }
  }

  #portalGroup(statement: Statement, authentication: Authentication): PortalGroup {
    const [name = '', override] = statement.values.map(({ text }) => text)
    const found = this.#around.portalGroups.get(name)
    if (!found && name !== 'default') this.#refuse(statement, `portal-group ${name} is not defined`)
    if (override !== undefined && this.#around.authentications.get(override) !== authentication) {
      this.#refuse(
        statement,
        `auth-group ${override} for this portal alone: SCST has one set of rules by target`,
      )
    }
    this.#report.mapped(statement.place, `portals of ${name}`)
    return found ?? defaultPortalGroup
  }

  #others(): void {
    const aliases = this.#of('alias')
    for (const statement of aliases.slice(1)) this.#refuse(statement, 'a second alias')
    const alias = aliases[0]?.values[0]?.text
    if (alias !== undefined && !isWritable(alias))
      this.#report.unsupported(aliases[0]!.place, 'scst.conf cannot carry it')
    else if (alias !== undefined) {
      this.#target.attributes.set('alias', [alias])
      this.#report.mapped(aliases[0]!.place, `alias ${alias}`)
    }
    for (const { place } of this.#of('offload'))
      this.#report.unsupported(place, 'offload has no like in SCST')
    for (const { place } of this.#of('port'))
      this.#report.unsupported(place, 'a port of another kind than iSCSI')
    const [redirect, ...more] = this.#of('redirect')
    if (redirect) this.#redirect(redirect)
    for (const statement of more) this.#refuse(statement, 'a second redirect')
  }

  #redirect(statement: Statement): void {
    const redirect = redirectOf(statement.values[0]!.text)
    if (!redirect) {
      this.#refuse(statement, 'no numeric address to redirect to')
      return
    }
    this.#target.attributes.set('redirect', [redirect])
    this.#report.lossy(
      statement.place,
      `redirect "${redirect}"`,
      'SCST redirects before authentication, ctld behind it',
    )
  }

  /** Names, addresses and accounts all count, here as there. */
  #permit({ kind, incoming, outgoing, names, addresses, hasAddresses, fault }: Authentication): void {
    if (fault !== undefined) this.#off(`access rule refused: ${fault}`)
    if (kind === 'denied') this.#off('its auth-group denies everybody')
    if (kind === 'chap') writeAccounts(this.#target, incoming, outgoing, this.#report)
    if (names.length > 0) permitNames(this.#target, names)
    if (hasAddresses) this.#around.rules.permitOnly(this.#target.name, addresses)
  }
}
