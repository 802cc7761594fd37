import type { ByteString } from '../../lib/bytes.ts'
import { refuseNames } from '../import/access.ts'
import { add, type DraftTarget } from '../import/draft.ts'
import type { Report } from '../import/report.ts'
import { writeChap } from './chap.ts'
import type { NodeAcl } from './node-acl.ts'
import type { ObjectReader } from './reader.ts'
import { type PortalGroup, readTpg, type Surroundings } from './tpg.ts'

/** Writes the portal groups of a target as the one target that SCST has. */
export const writeTarget = (
  tpgs: readonly ObjectReader[],
  target: DraftTarget,
  around: Surroundings,
): void => {
  const { report } = around
  const isUp = (tpg: ObjectReader) => tpg.flag('enable', false)?.value ?? true
  const isReachable = (tpg: ObjectReader) => isUp(tpg) && (tpg.list('portals') ?? []).length > 0
  const reachable = tpgs.filter(isReachable)
  const chosen = reachable.length > 0 ? reachable : [tpgs.find(isUp) ?? tpgs[0]!]
  for (const tpg of tpgs.filter((each) => !chosen.includes(each))) {
    const why = 'a portal group that is off or has no portal is left out'
    tpg.leaveOut({ verdict: 'mapped-lossy', why })
  }
  const writer = new Writer(target, report, around)
  const [first, ...others] = chosen
  if (others.every((tpg) => tpg.says(ignoring) === first!.says(ignoring))) writer.united(first!, others)
  else writer.apart(chosen)
}

/** In what portal groups may differ and still be one. */
const ignoring: readonly string[] = ['tag', 'portals', 'enable', 'alias']

class Writer {
  readonly #target: DraftTarget
  readonly #report: Report
  readonly #around: Surroundings

  constructor(target: DraftTarget, report: Report, around: Surroundings) {
    this.#target = target
    this.#report = report
    this.#around = around
  }

  /** Portal groups that differ in their portals only. */
  united(first: ObjectReader, others: readonly ObjectReader[]): void {
    const group = readTpg(first, this.#target, this.#around)
    const why = `the same as the portal group of line ${first.place.range.start.line}: one target, with the portals of both`
    const more = others.map((tpg) => {
      tpg.leaveOut({ verdict: 'mapped-lossy', why })
      return readTpg(tpg, this.#target, this.#around).addresses
    })
    const all = [group.addresses, ...more]
    this.#listen(all.every((each) => each !== undefined) ? all.flat() : undefined)
    const left = writeChap(this.#target, [group], this.#report, this.#around.options)
    this.#groups(
      group.acls.filter((acl) => left.acls.includes(acl)),
      (acl) => [acl.name],
    )
    if (group.demo && left.isDemoOpen) this.#demo(group, left.acls)
    if (!group.demo && group.acls.length === 0) this.#off('no ACL permits anybody (generate_node_acls is 0)')
  }

  /** What is seen depends on the address: `per_portal_acl` tells initiators apart by it. */
  apart(tpgs: readonly ObjectReader[]): void {
    const groups = tpgs.map((tpg) => readTpg(tpg, this.#target, this.#around))
    const fault = whyNotApart(groups)
    if (fault !== undefined) {
      for (const { object } of groups.slice(1)) object.leaveOut({ verdict: 'rejected', why: fault })
      this.#target.off.push(fault)
      return
    }
    this.#listen(groups.flatMap(({ addresses }) => addresses!))
    this.#target.attributes.set('per_portal_acl', ['1'])
    for (const { object } of groups)
      this.#report.lossy(object.place, 'per_portal_acl 1', 'SCST has one portal group; groups go by portal')
    const left = writeChap(this.#target, groups, this.#report, this.#around.options)
    for (const group of groups) {
      this.#groups(
        group.acls.filter((acl) => left.acls.includes(acl)),
        (acl) => group.addresses!.map((address) => `${acl.name}#${address}`),
      )
      if (!group.demo || !left.isDemoOpen) continue
      this.#target.groups.push({
        name: `demo${this.#target.groups.length + 1}`,
        initiators: group.addresses!.map((address) => `*#${address}`),
        luns: [...group.luns].map(([lun, at]) => ({ lun, ...at, readOnly: group.demoProtects })),
      })
    }
  }

  #off(why: ByteString): void {
    this.#target.off.push(why)
    this.#report.note(`${this.#target.name}: switched off: ${why}`)
  }

  #listen(addresses: readonly ByteString[] | undefined): void {
    if (!addresses) return
    for (const pattern of addresses.length > 0 ? new Set(addresses) : ['!*'])
      add(this.#target.attributes, 'allowed_portal', pattern)
  }

  /** ACLs that show the same LUNs share a group. */
  #groups(acls: readonly NodeAcl[], patternsOf: (acl: NodeAcl) => readonly ByteString[]): void {
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
        initiators: [...new Set(members.flatMap(patternsOf))],
        luns: first!.luns.map((lun, i) => ({
          ...lun,
          places: members.flatMap((acl) => acl.luns[i]!.places),
        })),
      })
      for (const acl of members) {
        const patterns = patternsOf(acl).join(', ')
        this.#report.mapped(acl.place, `INITIATOR ${patterns} of GROUP ${name}`)
      }
    }
  }

  /** Hosts without an ACL, and only these: all LUNs, and not for writing unless the file says so. */
  #demo({ luns, demoProtects, acls }: PortalGroup, left: readonly NodeAcl[]): void {
    const refused = acls.filter((acl) => !left.includes(acl)).map(({ name }) => name)
    if (refused.length > 0) refuseNames(this.#target, refused)
    for (const [lun, at] of luns) this.#target.luns.push({ lun, ...at, readOnly: demoProtects })
  }
}

/** Why portal groups that differ cannot be told apart by their addresses; undefined: they can. */
const whyNotApart = (groups: readonly PortalGroup[]): ByteString | undefined => {
  const addresses = groups.flatMap((group) => group.addresses ?? [])
  if (groups.some((group) => group.addresses === undefined))
    return 'portal groups differ, and one is on every address'
  if (new Set(addresses).size < addresses.length) return 'portal groups differ, and share an address'
  if (addresses.some((address) => /^fe[89ab]/i.test(address)))
    return 'portal groups differ, and a link-local address is no name of a portal'
  if (groups.some(({ acls, demo }) => demo && acls.length > 0))
    return 'portal groups differ, and one knows hosts with and without ACL'
  if (groups.some(({ acls, demo }) => !demo && acls.length === 0))
    return 'portal groups differ, and one permits nobody'
  if (new Set(groups.map(({ authentication }) => authentication)).size > 1)
    return 'portal groups differ in who needs CHAP, which SCST has by target'
  const parameters = new Set(groups.map(({ object }) => object.object('parameters')?.says([]) ?? ''))
  return parameters.size > 1
    ? 'portal groups differ in their parameters, which SCST has by target'
    : undefined
}
