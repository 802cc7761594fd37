import type { ByteString } from '../../lib/bytes.ts'
import { AddressRules } from '../import/access.ts'
import { writeAccounts } from '../import/accounts.ts'
import { assemble } from '../import/assemble.ts'
import { type Disk, Draft } from '../import/draft.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { isnsValue } from '../import/isns.ts'
import { targetNameFault } from '../import/names.ts'
import { Report, type Source } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { type Authentication, denied, open, readAuthentication } from './authentication.ts'
import { readLun } from './lun.ts'
import { parseDocument, type Statement } from './parser.ts'
import { type PortalGroup, readPortalGroup } from './portal-group.ts'
import { readTarget } from './target.ts'

/** ctl.conf of FreeBSD's ctld, in its classic form. */
export const importCtl = (source: Source, options: ImportOptions): Imported => new Ctl(options).read(source)

class Ctl {
  readonly #options: ImportOptions
  readonly #report = new Report()
  readonly #draft = new Draft()
  readonly #rules = new AddressRules()
  readonly #authentications = new Map<ByteString, Authentication>([
    ['no-authentication', open],
    ['no-access', denied],
  ])
  readonly #portalGroups = new Map<ByteString, PortalGroup>()
  readonly #luns = new Map<ByteString, Disk | undefined>()

  constructor(options: ImportOptions) {
    this.#options = options
  }

  read(source: Source): Imported {
    const { statements, isBroken } = parseDocument(source, this.#report)
    if (isBroken) this.#draft.off.push('ctl.conf has an error, and ctld would not start with it')
    for (const statement of statements) this.#statement(statement)
    this.#discovery()
    this.#judgeUnused(statements)
    if (this.#draft.targets.length === 0) this.#report.note('0 targets')
    return {
      ...assemble(this.#draft, this.#report),
      allow: this.#rules.allow,
      deny: this.#rules.deny,
      report: this.#report,
    }
  }

  #statement(statement: Statement): void {
    const { keyword, values, place, block } = statement
    const name = values[0]?.text ?? ''
    if (keyword === 'target') this.#target(statement)
    else if (keyword === 'auth-group' && this.#define(this.#authentications, statement)) {
      this.#authentications.set(name, readAuthentication(block!, place, this.#report))
      this.#report.mapped(place, 'rules of its targets')
    } else if (keyword === 'portal-group' && this.#define(this.#portalGroups, statement)) {
      this.#portalGroups.set(name, readPortalGroup(block!, place, this.#report))
    } else if (keyword === 'lun' && this.#define(this.#luns, statement)) {
      const disk = readLun(
        { name, place, statements: block!, scsiName: undefined },
        this.#report,
        this.#options,
      )
      this.#luns.set(name, disk)
    } else if (!['auth-group', 'portal-group', 'lun'].includes(keyword)) this.#global(statement)
  }

  #judgeUnused(statements: readonly Statement[]): void {
    for (const { place, block } of statements) {
      if (!this.#report.knows(place)) this.#report.ignored(place, 'no target uses it')
      this.#judgeUnused(block ?? [])
    }
  }

  #define(known: ReadonlyMap<ByteString, unknown>, { keyword, values, place, block }: Statement): boolean {
    const name = values[0]!.text
    if (!known.has(name)) return true
    const why = `${keyword} ${name} is defined twice: ctld refuses the file`
    this.#report.rejected(place, why)
    for (const statement of block ?? []) this.#leaveOut(statement, 'belongs to a block that is refused')
    this.#draft.off.push(why)
    return false
  }

  #leaveOut({ keyword, values, place, block }: Statement, why: ByteString): void {
    for (const index of keyword.startsWith('chap') ? [1, 3] : [])
      if (values[index]) this.#report.secret(values[index].place)
    this.#report.rejected(place, why)
    for (const statement of block ?? []) this.#leaveOut(statement, why)
  }

  #target(statement: Statement): void {
    const { values, place, block } = statement
    const name = lowerCase(values[0]!.text)
    const isTwice = this.#draft.find(name) !== undefined
    const fault = isTwice ? `target ${name} is defined twice: ctld refuses the file` : targetNameFault(name)
    const keywords = block!.map(({ keyword }) => keyword)
    if (fault !== undefined) {
      this.#leaveOut(statement, fault)
      if (isTwice) this.#draft.off.push(fault)
    } else if (keywords.includes('port') && !keywords.includes('portal-group')) {
      for (const each of [statement, ...block!]) {
        for (const value of each.keyword.startsWith('chap') ? each.values.slice(1) : [])
          this.#report.secret(value.place)
        this.#report.unsupported(
          each.place,
          'has a port of another kind and no portal-group: it was not on iSCSI',
        )
      }
    } else {
      this.#report.mapped(place, `TARGET ${name}`)
      const around = {
        authentications: this.#authentications,
        portalGroups: this.#portalGroups,
        luns: this.#luns,
        rules: this.#rules,
        report: this.#report,
        options: this.#options,
      }
      readTarget(statement, this.#draft.target(name, place), around)
    }
  }

  #global({ keyword, values, place, block }: Statement): void {
    const text = values[0]?.text ?? ''
    if (keyword === 'isns-server') {
      const [, host = text, port = '3205'] = /^(.*?)(?::(\d+))?$/.exec(text) ?? []
      if (this.#draft.driver.has('iSNSServer')) this.#report.unsupported(place, 'SCST has one iSNS server')
      else if (port !== '3205') this.#report.unsupported(place, 'SCST asks iSNS servers on port 3205')
      else if (isnsValue(host, false) === undefined)
        this.#report.rejected(place, 'SCST cannot take this name of a server')
      else {
        this.#draft.driver.set('iSNSServer', [host])
        this.#report.mapped(place, `iSNSServer ${host}`)
      }
    } else if (block) {
      this.#report.unsupported(place, `${keyword} belongs to NVMe over Fabrics`)
      for (const statement of block) this.#report.unsupported(statement.place, 'belongs to NVMe over Fabrics')
    } else if (keyword === 'timeout' && text !== '60')
      this.#report.lossy(place, undefined, 'login time is fixed in SCST')
    else this.#report.ignored(place, 'concerns ctld itself')
  }

  /** Discovery accounts belong to the driver: all portal groups in use must agree. */
  #discovery(): void {
    const named = [...this.#portalGroups.values()].flatMap(({ discovery }) => discovery ?? [])
    const found = named.map(({ group, place }) => ({ place, group, rules: this.#authentications.get(group) }))
    const groups = new Set(named.map(({ group }) => group))
    for (const { place, rules, group } of found) {
      if (!rules) {
        this.#report.rejected(place, `auth-group ${group} is not defined`)
        this.#draft.off.push(`auth-group ${group} is not defined`)
      } else if (rules.kind === 'chap' && groups.size > 1) {
        this.#report.rejected(
          place,
          'portal groups differ in how discovery is authenticated; SCST has one way',
        )
        this.#draft.off.push('discovery accounts differ between portal groups')
      } else if (rules.kind === 'denied') {
        this.#report.lossy(
          place,
          undefined,
          'SCST cannot deny discovery; it lists a target only to who may log in',
        )
      } else
        this.#report.mapped(place, rules.kind === 'open' ? 'discovery is open' : 'accounts of the driver')
    }
    const rules = groups.size === 1 ? found[0]?.rules : undefined
    if (rules?.kind !== 'chap') return
    writeAccounts(
      { attributes: this.#draft.driver, off: this.#draft.off },
      rules.incoming,
      rules.outgoing,
      this.#report,
    )
  }
}
