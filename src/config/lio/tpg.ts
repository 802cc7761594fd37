import type { ByteString } from '../../lib/bytes.ts'
import type { Disk, DraftTarget } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Place, Report } from '../import/report.ts'
import { type Credentials, readCredentials } from './chap.ts'
import { type NodeAcl, readNodeAcls } from './node-acl.ts'
import { readParameters } from './parameters.ts'
import { readPortals } from './portals.ts'
import type { ObjectReader } from './reader.ts'
import type { StorageObject } from './storage.ts'

export interface TpgLun {
  readonly disk: Disk
  readonly places: readonly Place[]
}

/** A target portal group, understood. */
export interface PortalGroup {
  readonly object: ObjectReader
  /** Hosts need CHAP unless their ACL says otherwise. */
  readonly authentication: boolean
  /** Hosts without an ACL may log in, with this account. */
  readonly demo: Credentials | undefined
  /** They see the LUNs for reading only. */
  readonly demoProtects: boolean
  /** By number, with the place that gives it. */
  readonly luns: ReadonlyMap<number, TpgLun>
  readonly acls: readonly NodeAcl[]
  /** Where it listens; undefined: everywhere. */
  readonly addresses: readonly ByteString[] | undefined
}

/** What all portal groups of a file share. */
export interface Surroundings {
  readonly objects: ReadonlyMap<ByteString, StorageObject>
  readonly report: Report
  readonly options: ImportOptions
  /** The daemon's port. */
  readonly port: number
}

/** Reads a portal group of a target; what cannot be read puts the target off. */
export const readTpg = (tpg: ObjectReader, target: DraftTarget, around: Surroundings): PortalGroup =>
  new TpgReader(tpg, target, around).read()

class TpgReader {
  readonly #tpg: ObjectReader
  readonly #target: DraftTarget
  readonly #around: Surroundings
  readonly #report: Report

  constructor(tpg: ObjectReader, target: DraftTarget, around: Surroundings) {
    this.#tpg = tpg
    this.#target = target
    this.#around = around
    this.#report = around.report
  }

  read(): PortalGroup {
    this.#enable()
    const attributes = this.#tpg.object('attributes')
    const authentication = this.#attribute(attributes, 'authentication', true, true)
    const generates = this.#attribute(attributes, 'generate_node_acls', false, false)
    const demoProtects = this.#attribute(attributes, 'demo_mode_write_protect', true, true)
    const protects = this.#attribute(attributes, 'prod_mode_write_protect', false, true)
    readParameters(this.#tpg, authentication, this.#target, this.#report, this.#around.options)
    const luns = this.#luns()
    const addresses = readPortals(this.#tpg, this.#target, this.#around)
    const acls = readNodeAcls(this.#tpg, { target: this.#target, luns, protects, report: this.#report })
    const account = readCredentials(this.#tpg, this.#report)
    if (account.isUnreadable) this.#off('an account cannot be read')
    if (!generates && account.user) {
      const why = 'the account of the portal group is for hosts without ACL, of which there are none'
      this.#report.ignored(account.user.place, why)
    }
    const demo = generates ? account : undefined
    return { object: this.#tpg, authentication, demo, demoProtects, luns, acls, addresses }
  }

  #enable(): void {
    const tag = this.#tpg.number('tag')
    if (tag && tag.value !== 1)
      this.#report.lossy(tag.place, undefined, 'SCST has one portal group, of tag 1')
    else if (tag) this.#report.mapped(tag.place, 'portal group 1')
    const enable = this.#tpg.flag('enable', false)
    if (enable?.value === false) this.#target.enabled = false
    if (enable) this.#report.mapped(enable.place, `enabled ${enable.value ? 1 : 0}`)
    else
      this.#report.madeExplicit(this.#tpg.place, 'enabled 1', 'LIO enables a portal group without `enable`')
  }

  #attribute(attributes: ObjectReader | undefined, name: string, usual: boolean, strict: boolean): boolean {
    const found = attributes?.flag(name, strict)
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

  #luns(): ReadonlyMap<number, TpgLun> {
    const disks = new Map<number, TpgLun>()
    for (const lun of this.#tpg.list('luns') ?? []) {
      const index = lun.number('index')
      const reference = lun.text('storage_object')
      const label = lun.text('alias')
      if (label) this.#report.ignored(label.place, 'a label')
      const place = reference?.place ?? lun.place
      if (!index || !reference)
        this.#report.ignored(place, 'LIO skips a LUN without index or object', 'error')
      else if (index.value < 0 || index.value > 16383)
        this.#report.rejected(place, `${index.value} is no LUN`)
      else if (disks.has(index.value)) this.#report.rejected(place, `LUN ${index.value} stands here twice`)
      else {
        const object = this.#around.objects.get(canonical(reference.value))
        if (!object)
          this.#report.ignored(place, `${reference.value} is not in storage_objects; LIO skips it`, 'error')
        else if (!object.disk) this.#report.rejected(place, `${reference.value} could not be taken over`)
        else {
          disks.set(index.value, { disk: object.disk, places: [place] })
          this.#report.mapped(place, `LUN ${index.value} of the portal group`)
          this.#path(lun, object)
        }
      }
    }
    return disks
  }

  /** The ALUA group that the LUN is in: a path that was not to be used must not become an active one. */
  #path(lun: ObjectReader, { alua, disk }: StorageObject): void {
    const named = lun.text('alua_tg_pt_gp_name')
    const group = alua.groups.find(({ name }) => name === named?.value)
    if (group && alua.isImported) {
      group.targets.push(this.#target.name)
      this.#report.mapped(named!.place, `TARGET_GROUP ${group.name}`)
      return
    }
    if (named) this.#report.ignored(named.place, group ? 'a group that is not taken over' : 'a label')
    const suspects = named ? [group] : alua.isImported ? [] : alua.groups
    if (suspects.every((each) => each === undefined || each.state === 0)) return
    const why = `${disk!.name} was no active path (ALUA), and its groups are not taken over`
    this.#off(why)
  }

  #off(why: ByteString): void {
    this.#target.off.push(why)
    this.#report.note(`${this.#target.name}: switched off: ${why}`)
  }
}

/** Two plugins were renamed in the course of time. */
const canonical = (key: ByteString): ByteString =>
  key
    .replace(/^\/backstores\/iblock\//, '/backstores/block/')
    .replace(/^\/backstores\/rd_mcp\//, '/backstores/ramdisk/')
