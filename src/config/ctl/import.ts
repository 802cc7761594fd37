import type { ByteString } from '../../lib/bytes.ts'
import { AddressRules } from '../import/access.ts'
import { assemble } from '../import/assemble.ts'
import { type Disk, Draft } from '../import/draft.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { isnsValue } from '../import/isns.ts'
import { targetNameFault } from '../import/names.ts'
import { chosenPort, usualPort } from '../import/ports.ts'
import { type Place, Report, type Source } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { type Authentication, denied, open, readAuthentication } from './authentication.ts'
import { writeDiscovery } from './discovery.ts'
import { readLun } from './lun.ts'
import { parseDocument, type Statement } from './parser.ts'
import { defaultPortalGroup, type PortalGroup, portsOf, readPortalGroup } from './portal-group.ts'
import { readTarget } from './target.ts'
import { isUcl } from './ucl.ts'
import { parseUclDocument } from './ucl-statements.ts'

/** ctl.conf of FreeBSD's ctld, in its classic form or in libucl's. */
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
  readonly #portalPlaces = new Map<ByteString, Place>()
  /** Portal groups that targets are on, with one of these. */
  readonly #used = new Map<ByteString, Place>()
  #port = usualPort
  readonly #luns = new Map<ByteString, Disk | undefined>()

  constructor(options: ImportOptions) {
    this.#options = options
  }

  read(source: Source): Imported {
    const parse = isUcl(source.text) ? parseUclDocument : parseDocument
    const { statements, isBroken } = parse(source, this.#report)
    if (isBroken) this.#draft.broken.push('ctl.conf has an error, and ctld would not start with it')
    this.#usePortalGroups(statements)
    for (const statement of statements) this.#statement(statement)
    this.#writeDiscovery()
    this.#judgeUnused(statements)
    if (this.#draft.targets.length === 0) this.#report.note('0 targets')
    return {
      ...assemble(this.#draft, this.#report, this.#options.look),
      allow: this.#rules.allow,
      deny: this.#rules.deny,
      report: this.#report,
    }
  }

  /** Which portal groups targets are on, and the port of most of their portals. */
  #usePortalGroups(statements: readonly Statement[]): void {
    for (const { block, place } of statements.filter(({ keyword }) => keyword === 'target')) {
      const named = block!.filter(({ keyword }) => keyword === 'portal-group')
      for (const { values } of named) this.#used.set(values[0]!.text, place)
      if (named.length === 0 && !block!.some(({ keyword }) => keyword === 'port'))
        this.#used.set('default', place)
    }
    const groups = statements.filter(
      ({ keyword, values }) => keyword === 'portal-group' && this.#used.has(values[0]!.text),
    )
    this.#port = chosenPort(groups.flatMap(({ block }) => portsOf(block!)))
  }

  #writeDiscovery(): void {
    const defined = [...this.#portalGroups].map(([name, group]) => ({
      group,
      place: this.#portalPlaces.get(name)!,
      isUsed: this.#used.has(name),
    }))
    const onDefault = this.#portalGroups.has('default') ? undefined : this.#used.get('default')
    const implied = onDefault ? [{ group: defaultPortalGroup, place: onDefault, isUsed: true }] : []
    writeDiscovery([...defined, ...implied], this.#authentications, this.#draft, this.#report)
  }

  #statement(statement: Statement): void {
    const { keyword, values, place, block } = statement
    const name = values[0]?.text ?? ''
    if (keyword === 'target') this.#target(statement)
    else if (keyword === 'auth-group' && this.#define(this.#authentications, statement)) {
      this.#authentications.set(name, readAuthentication(block!, place, this.#report))
      this.#report.mapped(place, 'rules of its targets')
    } else if (keyword === 'portal-group' && this.#define(this.#portalGroups, statement)) {
      const group = readPortalGroup(block!, place, this.#report, this.#port)
      this.#portalGroups.set(name, group)
      this.#portalPlaces.set(name, place)
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
    this.#draft.broken.push(why)
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
      if (isTwice) this.#draft.broken.push(fault)
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
}
