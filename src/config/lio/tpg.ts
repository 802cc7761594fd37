import type { ByteString } from '../../lib/bytes.ts'
import { addressBytes } from '../../lib/ip-address.ts'
import { isPlainName } from '../import/access.ts'
import { add, type Disk, type DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import { clamped } from '../import/parameters.ts'
import type { Place, Report } from '../import/report.ts'
import { isWritable, lowerCase } from '../import/text.ts'
import { type Credentials, readCredentials, writeChap } from './chap.ts'
import { lostParameters, mappedParameters, tpgDefaults } from './defaults.ts'
import type { ObjectReader } from './reader.ts'
import type { StorageObject } from './storage.ts'

/** An ACL of a portal group. */
export interface NodeAcl {
  readonly name: ByteString
  readonly place: Place
  readonly group: ByteString | undefined
  readonly credentials: Credentials
  /** Its own word on `authentication`, where it has one. */
  readonly authentication: boolean | undefined
  readonly luns: readonly MappedLun[]
}

interface MappedLun {
  readonly lun: number
  readonly disk: Disk
  readonly readOnly: boolean
}

/** Writes one target portal group as the target that it is in SCST. */
export const readTpg = (
  tpg: ObjectReader,
  target: DraftTarget,
  objects: ReadonlyMap<ByteString, StorageObject>,
  report: Report,
  options: ImportOptions,
): void => new TpgReader(tpg, target, objects, report, options).read()

class TpgReader {
  readonly #tpg: ObjectReader
  readonly #target: DraftTarget
  readonly #objects: ReadonlyMap<ByteString, StorageObject>
  readonly #report: Report
  readonly #options: ImportOptions

  constructor(
    tpg: ObjectReader,
    target: DraftTarget,
    objects: ReadonlyMap<ByteString, StorageObject>,
    report: Report,
    options: ImportOptions,
  ) {
    this.#tpg = tpg
    this.#target = target
    this.#objects = objects
    this.#report = report
    this.#options = options
  }

  read(): void {
    this.#enable()
    const attributes = this.#tpg.object('attributes')
    const authentication = this.#attribute(attributes, 'authentication', true)
    const generates = this.#attribute(attributes, 'generate_node_acls', false)
    const demoProtects = this.#attribute(attributes, 'demo_mode_write_protect', true)
    const protects = this.#attribute(attributes, 'prod_mode_write_protect', false)
    this.#depth(attributes)
    if (attributes) this.#known(attributes, tpgDefaults)
    this.#parameters(authentication)
    const luns = this.#luns()
    this.#portals()
    const acls = this.#acls(luns, protects)
    const left = writeChap(
      {
        target: this.#target,
        required: authentication,
        demo: generates ? readCredentials(this.#tpg, this.#report) : undefined,
        acls,
      },
      this.#report,
      this.#options,
    )
    if (!generates && readCredentials(this.#tpg, this.#report).user) {
      this.#report.note(
        `${this.#target.name}: the account of the portal group is for hosts without ACL, of which there are none`,
      )
    }
    this.#groups(acls.filter((acl) => left.acls.includes(acl)))
    if (generates && left.isDemoOpen) this.#demo(luns, demoProtects)
    if (!generates && acls.length === 0) this.#off('no ACL permits anybody (generate_node_acls is 0)')
  }

  #off(why: ByteString): void {
    this.#target.off.push(why)
    this.#report.note(`${this.#target.name}: switched off: ${why}`)
  }

  #enable(): void {
    const tag = this.#tpg.number('tag')
    if (tag && tag.value !== 1)
      this.#report.lossy(tag.place, undefined, 'SCST has one portal group, of tag 1')
    else if (tag) this.#report.mapped(tag.place, 'portal group 1')
    const enable = this.#tpg.flag('enable')
    this.#target.enabled = enable?.value ?? true
    if (enable) this.#report.mapped(enable.place, `enabled ${enable.value ? 1 : 0}`)
    else
      this.#report.madeExplicit(this.#tpg.place, 'enabled 1', 'LIO enables a portal group without `enable`')
  }

  #attribute(attributes: ObjectReader | undefined, name: string, usual: boolean): boolean {
    const found = attributes?.flag(name)
    if (!found) {
      const value = usual ? 1 : 0
      this.#report.madeExplicit(
        attributes?.place ?? this.#tpg.place,
        `${name} ${value}`,
        "the kernel's default",
      )
      return usual
    }
    this.#report.mapped(found.place, `${name} ${found.value ? 1 : 0}, in users, groups and LUNs`)
    return found.value
  }

  #depth(attributes: ObjectReader | undefined): void {
    const depth = attributes?.number('default_cmdsn_depth')
    if (!depth) return
    if (depth.value === 16 || depth.value === 64) {
      this.#report.ignored(depth.place, 'a default of LIO')
      return
    }
    const value = clamped('QueuedCommands', depth.value)
    this.#target.attributes.set('QueuedCommands', [String(value)])
    this.#report.mapped(depth.place, `QueuedCommands ${value}`)
  }

  #known(object: ObjectReader, table: Readonly<Record<string, readonly ByteString[] | 'any'>>): void {
    for (const name of object.names.filter((each) => Object.hasOwn(table, each))) {
      const found = object.text(name)
      const usual = table[name]!
      if (!found) continue
      if (usual === 'any') this.#report.ignored(found.place, 'of no consequence in SCST')
      else if (usual.includes(found.value)) this.#report.mapped(found.place, 'as in SCST')
      else this.#report.lossy(found.place, undefined, `${name} ${found.value} cannot be had in SCST`)
    }
  }

  #parameters(authentication: boolean): void {
    const parameters = this.#tpg.object('parameters')
    if (!parameters) return
    for (const [name, usual] of Object.entries(mappedParameters)) this.#parameter(parameters, name, usual)
    this.#known(parameters, lostParameters)
    const alias = parameters.text('TargetAlias')
    if (alias && alias.value !== 'LIO Target') this.#alias(alias)
    else if (alias) this.#report.ignored(alias.place, 'the default')
    const method = parameters.text('AuthMethod')
    if (!method) return
    if (authentication && !/CHAP/.test(method.value)) {
      this.#report.lossy(method.place, undefined, 'authentication is 1, so CHAP is asked for', 'error')
    } else this.#report.mapped(method.place, 'as `authentication` says')
  }

  #parameter(parameters: ObjectReader, name: string, usual: readonly ByteString[]): void {
    const found = parameters.text(name)
    if (!found) return
    if (usual.includes(found.value) && !this.#options.exact) {
      this.#report.mapped(found.place, "LIO's default: SCST's own is kept")
      return
    }
    const value = this.#legal(name, found.value)
    if (value === undefined) {
      this.#report.lossy(found.place, undefined, `${name} ${found.value} is nothing that SCST takes`)
      return
    }
    this.#target.attributes.set(name, [value])
    if (value === found.value) this.#report.mapped(found.place, `${name} ${value}`)
    else this.#report.lossy(found.place, `${name} ${value}`, `SCST does not take ${found.value}`)
  }

  #legal(name: string, value: ByteString): ByteString | undefined {
    if (/^(?:InitialR2T|ImmediateData)$/.test(name)) return /^(?:Yes|No)$/.test(value) ? value : undefined
    if (/Digest$/.test(name)) return /^(?:CRC32C|None)(?:,(?:CRC32C|None))?$/.test(value) ? value : undefined
    return /^\d+$/.test(value) ? String(clamped(name, Number(value))) : undefined
  }

  #alias({ value, place }: { value: ByteString; place: Place }): void {
    if (value === '' || !isWritable(value))
      this.#report.unsupported(place, 'no alias that scst.conf can carry')
    else {
      this.#target.attributes.set('alias', [value])
      this.#report.mapped(place, `alias ${value}`)
    }
  }

  #luns(): ReadonlyMap<number, Disk> {
    const disks = new Map<number, Disk>()
    for (const lun of this.#tpg.list('luns') ?? []) {
      const index = lun.number('index')
      const reference = lun.text('storage_object')
      this.#ignore(lun, ['alias', 'alua_tg_pt_gp_name'])
      const place = reference?.place ?? lun.place
      if (!index || !reference)
        this.#report.ignored(place, 'LIO skips a LUN without index or object', 'error')
      else if (index.value < 0 || index.value > 16383)
        this.#report.rejected(place, `${index.value} is no LUN`)
      else if (disks.has(index.value)) this.#report.rejected(place, `LUN ${index.value} stands here twice`)
      else {
        const object = this.#objects.get(canonical(reference.value))
        if (!object)
          this.#report.ignored(place, `${reference.value} is not in storage_objects; LIO skips it`, 'error')
        else if (!object.disk) this.#report.rejected(place, `${reference.value} could not be taken over`)
        else {
          disks.set(index.value, object.disk)
          this.#report.mapped(place, `LUN ${index.value}`)
        }
      }
    }
    return disks
  }

  #ignore(object: ObjectReader, names: readonly ByteString[]): void {
    for (const name of names) {
      const found = object.text(name)
      if (found) this.#report.ignored(found.place, 'a label')
    }
  }

  #portals(): void {
    const patterns = new Set<ByteString>()
    let listens = false
    for (const portal of this.#tpg.list('portals') ?? []) {
      const address = portal.text('ip_address')
      const port = portal.number('port')
      const special = ['iser', 'offload'].map((name) => portal.flag(name)).filter((each) => each?.value)
      if (!address || !port) {
        this.#report.ignored(portal.place, 'LIO skips a portal without address or port', 'error')
        continue
      }
      if (special.length > 0) {
        this.#report.unsupported(address.place, 'only TCP portals are served')
        continue
      }
      if (addressBytes(bareAddress(address.value)) === undefined) {
        this.#report.rejected(address.place, `${JSON.stringify(address.value)} is no numeric address`)
        this.#off('the address of a portal cannot be written')
        continue
      }
      listens = true
      if (/^(?:0\.0\.0\.0|\[?::0?\]?)$/.test(address.value)) patterns.add('*')
      else patterns.add(bareAddress(address.value))
      this.#report.mapped(
        address.place,
        patterns.has('*') ? 'every portal' : `allowed_portal ${address.value}`,
      )
      if (port.value === 3260) this.#report.mapped(port.place, 'port 3260')
      else this.#report.lossy(port.place, undefined, `start the daemon with -p ${port.value}`)
    }
    if (patterns.has('*')) return
    if (!listens) {
      this.#report.lossy(
        this.#tpg.place,
        'allowed_portal !*',
        'the portal group has no portal, so nobody reaches it; cluster software that adds the address later must add allowed_portal',
        'error',
      )
    }
    for (const pattern of listens ? patterns : ['!*']) add(this.#target.attributes, 'allowed_portal', pattern)
  }

  #acls(luns: ReadonlyMap<number, Disk>, protects: boolean): NodeAcl[] {
    const list = this.#tpg.list('node_acls')
    if (!list) this.#off('its ACLs cannot be read')
    return (list ?? []).flatMap((acl) => {
      const name = acl.text('node_wwn')
      const credentials = readCredentials(acl, this.#report)
      const mapped = this.#mapped(acl, luns, protects)
      const group = acl.text('tag')
      if (group) this.#report.mapped(group.place, 'names the group')
      const authentication = this.#nodeAttributes(acl)
      if (!name) {
        this.#report.ignored(acl.place, 'LIO skips an ACL without node_wwn', 'error')
        return []
      }
      if (!isPlainName(name.value)) {
        this.#report.rejected(name.place, 'the name would be a pattern in SCST, or is no name')
        this.#off('the name of an initiator cannot be written')
        return []
      }
      const initiator = lowerCase(name.value)
      if (mapped.length === 0)
        this.#report.lossy(name.place, undefined, 'it has no LUNs: LIO lets it log in, SCST does not')
      return [
        {
          name: initiator,
          place: name.place,
          group: group?.value,
          credentials,
          authentication,
          luns: mapped,
        },
      ]
    })
  }

  #mapped(acl: ObjectReader, luns: ReadonlyMap<number, Disk>, protects: boolean): MappedLun[] {
    return (acl.list('mapped_luns') ?? []).flatMap((lun) => {
      const index = lun.number('index')
      const tpgLun = lun.number('tpg_lun')
      const mark = lun.flag('write_protect')
      this.#ignore(lun, ['alias'])
      const place = index?.place ?? lun.place
      const disk = tpgLun && luns.get(tpgLun.value)
      const readOnly = mark ? mark.value : protects
      if (mark) this.#report.mapped(mark.place, mark.value ? 'read_only 1' : 'writable')
      if (tpgLun) this.#report.mapped(tpgLun.place, 'the device of that LUN')
      if (!index || !disk) {
        this.#report.ignored(place, 'names no LUN of the portal group; LIO skips it', 'error')
        return []
      }
      if (index.value < 0 || index.value > 16383) {
        this.#report.rejected(place, `${index.value} is no LUN`)
        return []
      }
      this.#report.mapped(place, `LUN ${index.value}${readOnly ? ', read_only 1' : ''}`)
      return [{ lun: index.value, disk, readOnly }]
    })
  }

  #nodeAttributes(acl: ObjectReader): boolean | undefined {
    const attributes = acl.object('attributes')
    if (!attributes) return undefined
    for (const [name, becomes, usual] of nodeTimers) {
      const found = attributes.number(name)
      if (!found) continue
      if (found.value === usual) {
        this.#report.ignored(found.place, 'the default')
        continue
      }
      const value = clamped(becomes, found.value)
      const present = this.#target.attributes.get(becomes)
      this.#target.attributes.set(becomes, [String(Math.max(value, Number(present ?? 0)))])
      if (present && Number(present) !== value) {
        this.#report.lossy(found.place, undefined, 'SCST has it by target: the largest counts')
      } else this.#report.mapped(found.place, `${becomes} ${value}`)
    }
    for (const name of attributes.names.filter((each) =>
      /^(?:dataout_timeout|random_|default_erl)/.test(each),
    )) {
      const found = attributes.text(name)
      if (found) this.#report.ignored(found.place, 'of no consequence in SCST')
    }
    const authentication = attributes.number('authentication')
    if (!authentication) return undefined
    this.#report.mapped(authentication.place, 'counted in who needs CHAP')
    return authentication.value < 0 ? undefined : authentication.value !== 0
  }

  /** ACLs that show the same LUNs share a group. */
  #groups(acls: readonly NodeAcl[]): void {
    const byView = new Map<string, NodeAcl[]>()
    for (const acl of acls) {
      const view = JSON.stringify(
        acl.luns.map(({ lun, disk, readOnly }) => [lun, disk.name, disk.path, readOnly]),
      )
      byView.set(view, [...(byView.get(view) ?? []), acl])
    }
    for (const [first, ...others] of byView.values()) {
      const members = [first!, ...others]
      const wanted = members.find(({ group }) => group !== undefined && /^[A-Za-z0-9_-]+$/.test(group))?.group
      const taken = new Set(this.#target.groups.map(({ name }) => name))
      const name = wanted && !taken.has(wanted) ? wanted : `acl${this.#target.groups.length + 1}`
      this.#target.groups.push({
        name,
        initiators: [...new Set(members.map((acl) => acl.name))],
        luns: [...first!.luns],
      })
      for (const acl of members) this.#report.mapped(acl.place, `INITIATOR ${acl.name} of GROUP ${name}`)
    }
  }

  /** Hosts without an ACL: all LUNs, and not for writing unless the file says so. */
  #demo(luns: ReadonlyMap<number, Disk>, readOnly: boolean): void {
    for (const [lun, disk] of luns) this.#target.luns.push({ lun, disk, readOnly })
  }
}

const nodeTimers = [
  ['nopin_timeout', 'NopInInterval', 15],
  ['nopin_response_timeout', 'NopInTimeout', 30],
] as const

const bareAddress = (text: ByteString): ByteString => text.replace(/^\[|\]$/g, '')

/** Two plugins were renamed in the course of time. */
const canonical = (key: ByteString): ByteString =>
  key
    .replace(/^\/backstores\/iblock\//, '/backstores/block/')
    .replace(/^\/backstores\/rd_mcp\//, '/backstores/ramdisk/')
