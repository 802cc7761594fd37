import type { ByteString } from '../../lib/bytes.ts'
import { writeAccounts } from '../import/accounts.ts'
import { assemble } from '../import/assemble.ts'
import { Draft } from '../import/draft.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { targetNameFault } from '../import/names.ts'
import { chosenPort, usualPort } from '../import/ports.ts'
import { type Place, Report, type Source } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { veilWords } from '../import/veil.ts'
import { deviceGroupOf } from './alua.ts'
import { readAccount } from './chap.ts'
import { type Json, type Member, parseJson } from './json.ts'
import { hideValue, judgeAll, ObjectReader } from './reader.ts'
import { readStorage, type StorageObject } from './storage.ts'
import { writeTarget } from './target.ts'

/** saveconfig.json of the kernel's own target, as targetcli writes it. */
export const importLio = (source: Source, options: ImportOptions): Imported => new Lio(options).read(source)

class Lio {
  readonly #draft = new Draft()
  readonly #report = new Report()
  readonly #options: ImportOptions
  readonly #taken = new Set<Place>()
  #port = usualPort

  constructor(options: ImportOptions) {
    this.#options = options
  }

  read(source: Source): Imported {
    this.#report.read(source)
    const parsed = parseJson(source)
    if ('fault' in parsed) this.#unreadable(source, parsed.place, parsed.fault)
    else if (parsed.value.kind !== 'object')
      this.#unreadable(source, parsed.value.place, 'the document is no object')
    else {
      for (const place of parsed.brackets) this.#report.syntax(place)
      judgeAll(
        parsed.value,
        (member) => this.#hide(member),
        () => {},
      )
      this.#report.understood(source.file)
      this.#document(new ObjectReader(parsed.value, parsed.value.place, this.#report, this.#taken))
      this.#judgeRest(parsed.value)
    }
    return {
      ...assemble(this.#draft, this.#report, this.#options.look),
      allow: [],
      deny: [],
      report: this.#report,
    }
  }

  /** Nothing of it is taken: what cannot be read may hold the rules of access. */
  #unreadable({ file, text }: Source, place: Place, fault: ByteString): void {
    const lines = Math.max(1, text.split('\n').length)
    const last = text.length - text.lastIndexOf('\n')
    veilWords({ file, text }, this.#report)
    const { line: at, column } = place.range.start
    this.#report.rejected(place, `line ${at}, column ${column}: ${fault}`)
    for (const range of [
      { start: { line: 1, column: 1 }, end: place.range.start },
      { start: place.range.end, end: { line: lines, column: Math.max(1, last) } },
    ]) {
      this.#report.rejected({ file, range }, 'nothing is taken from a file that is no JSON')
    }
  }

  #document(document: ObjectReader): void {
    const modules = document.list('fabric_modules')
    const storage = document.list('storage_objects')
    const targets = document.list('targets')
    if (!modules || !storage || !targets) this.#draft.broken.push('a part of saveconfig.json cannot be read')
    for (const module of modules ?? []) this.#discovery(module)
    const objects = new Map<ByteString, StorageObject>()
    const serials = new Map<ByteString, ByteString>()
    for (const each of storage ?? []) {
      const object = readStorage(each, serials, this.#report, this.#options)
      if (!object) continue
      if (objects.has(object.key)) this.#report.rejected(object.place, `${object.key} stands here twice`)
      else objects.set(object.key, object)
    }
    this.#port = chosenPort(this.#ports(targets ?? []))
    for (const target of targets ?? []) this.#target(target, objects)
    for (const { alua, disk } of objects.values()) {
      const group = disk && deviceGroupOf(alua, disk)
      if (group) this.#draft.deviceGroups.push(group)
    }
    this.#judgeUnused(objects)
    if (this.#draft.targets.length === 0) this.#report.note('0 targets')
  }

  #judgeUnused(objects: ReadonlyMap<ByteString, StorageObject>): void {
    const used = new Set(
      this.#draft.targets
        .flatMap(({ luns, groups }) => [...luns, ...groups.flatMap((group) => group.luns)])
        .map(({ disk }) => disk),
    )
    for (const { place, disk } of objects.values()) {
      if (!disk || used.has(disk)) continue
      this.#report.lossy(place, undefined, 'no iSCSI LUN shows it: not written')
      const why = 'of an object that no iSCSI LUN shows'
      for (const part of disk.parts ?? []) this.#report.rejudge(part, { verdict: 'mapped-lossy', why })
    }
  }

  #discovery(module: ObjectReader): void {
    const name = module.text('name')
    if (name?.value !== 'iscsi') return
    this.#report.mapped(name.place, 'TARGET_DRIVER iscsi')
    const enabled = module.flag('discovery_enable_auth', true)
    if (enabled)
      this.#report.mapped(enabled.place, enabled.value ? 'accounts of the driver' : 'discovery is open')
    const incoming = readAccount(module, 'discovery_userid', 'discovery_password', this.#report)
    const outgoing = readAccount(module, 'discovery_mutual_userid', 'discovery_mutual_password', this.#report)
    if (!enabled?.value) {
      for (const account of [incoming, outgoing]) {
        if (account) this.#report.ignored(account.place, 'discovery authentication is not switched on')
      }
      return
    }
    if (!incoming) {
      this.#report.rejected(enabled.place, 'discovery authentication is on and has no account')
      this.#draft.off.push('discovery authentication is on and has no account')
      return
    }
    if (this.#draft.driver.size > 0) {
      this.#report.rejected(enabled.place, 'accounts of discovery stand here twice')
      this.#draft.off.push('accounts of discovery stand twice in saveconfig.json')
      return
    }
    const scope = { attributes: this.#draft.driver, off: this.#draft.off }
    writeAccounts(scope, [incoming], outgoing, this.#report)
  }

  #target(object: ObjectReader, objects: ReadonlyMap<ByteString, StorageObject>): void {
    const fabric = object.text('fabric')
    const wwn = object.text('wwn')
    const place = wwn?.place ?? object.place
    if (fabric?.value !== 'iscsi') {
      const why = `fabric ${fabric?.value} is not iSCSI`
      if (fabric) object.leaveOut({ verdict: 'unsupported', why })
      else this.#report.ignored(place, 'LIO skips a target without fabric', 'error')
      return
    }
    this.#report.mapped(fabric.place, 'TARGET_DRIVER iscsi')
    const name = lowerCase(wwn?.value ?? '')
    if (!wwn || (name.startsWith('iqn.') && /[_ ]/.test(name))) {
      const why = `LIO refuses the name ${name || '(missing)'}`
      object.leaveOut({ verdict: 'ignored-by-source-too', why, severity: 'error' })
      return
    }
    const fault = targetNameFault(name)
    const present = this.#draft.find(name)
    if (fault !== undefined || present) {
      object.leaveOut({ verdict: 'rejected', why: fault ?? `${name} stands here twice` })
      present?.off.push('its name stands twice in saveconfig.json')
      return
    }
    this.#report.mapped(place, `TARGET ${name}`)
    this.#groups(object, this.#draft.target(name, place), objects)
  }

  #groups(
    object: ObjectReader,
    target: Draft['targets'][number],
    objects: ReadonlyMap<ByteString, StorageObject>,
  ): void {
    const groups = object.list('tpgs')
    if (groups && groups.length > 0) {
      const around = { objects, report: this.#report, options: this.#options, port: this.#port }
      writeTarget(groups, target, around)
      return
    }
    const why = groups ? 'it has no portal group, so nobody reaches it' : 'its portal groups cannot be read'
    target.off.push(why)
    this.#report.note(`${target.name}: switched off: ${why}`)
  }

  /** Ports of the portals that are served over TCP. */
  #ports(targets: readonly ObjectReader[]): number[] {
    return targets
      .filter((target) => target.text('fabric')?.value === 'iscsi')
      .flatMap((target) => target.list('tpgs') ?? [])
      .filter((tpg) => tpg.flag('enable', false)?.value ?? true)
      .flatMap((tpg) => tpg.list('portals') ?? [])
      .filter((portal) => !portal.flag('iser', true)?.value && !portal.flag('offload', true)?.value)
      .flatMap((portal) => portal.number('port')?.value ?? [])
  }

  /** Members that nobody judged: read ones are part of something judged, all others are said. */
  #judgeRest(document: Json): void {
    const judge = (member: Member, path: readonly ByteString[]) => {
      if (this.#report.knows(member.place)) return
      if (this.#taken.has(member.place)) this.#report.syntax(member.place)
      else if (path.length === 0) this.#report.ignored(member.place, 'not read by LIO')
      else if (path.some(isSecret)) this.#report.unsupported(member.place, 'within a secret', 'error')
      else this.#unread(member)
    }
    judgeAll(document, judge, (place) => this.#report.syntax(place))
  }

  #hide({ name, value }: Member): void {
    if (isSecret(name)) hideValue(value, this.#report)
  }

  /** With a slip in its name it may be a secret. */
  #unread({ name, value, place }: Member): void {
    if (value.kind === 'string') this.#report.veil(value.place)
    const isAccess = /auth|acl|chap|passw|secret|user|allow|deny|protect/i.test(name)
    this.#report.unsupported(place, `${name} has no like in SCST`, isAccess ? 'error' : 'warning')
  }
}

const isSecret = (name: ByteString): boolean => /passw|secret/i.test(name)
