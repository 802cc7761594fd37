import type { ByteString } from '../../lib/bytes.ts'
import { isPlainName } from '../import/access.ts'
import type { Disk, DraftTarget } from '../import/draft.ts'
import { clamped } from '../import/parameters.ts'
import type { Place, Report } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { type Credentials, readCredentials } from './chap.ts'
import type { ObjectReader } from './reader.ts'

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

export interface MappedLun {
  readonly lun: number
  readonly disk: Disk
  readonly readOnly: boolean
  readonly places: readonly Place[]
}

interface Around {
  readonly target: DraftTarget
  /** LUNs of the portal group. */
  readonly luns: ReadonlyMap<number, { readonly disk: Disk; readonly places: readonly Place[] }>
  /** A mapped LUN that does not say is read-only. */
  readonly protects: boolean
  readonly report: Report
}

/** Who may log in to a portal group by name; an ACL that cannot be written puts the target off. */
export const readNodeAcls = (tpg: ObjectReader, around: Around): NodeAcl[] => new AclReader(around).read(tpg)

class AclReader {
  readonly #around: Around
  readonly #report: Report
  readonly #seen = new Set<ByteString>()

  constructor(around: Around) {
    this.#around = around
    this.#report = around.report
  }

  read(tpg: ObjectReader): NodeAcl[] {
    const list = tpg.list('node_acls')
    if (!list) this.#off('its ACLs cannot be read')
    return (list ?? []).flatMap((acl) => {
      const name = acl.text('node_wwn')
      const credentials = readCredentials(acl, this.#report)
      if (credentials.isUnreadable) this.#off('an account cannot be read')
      const mapped = this.#mapped(acl)
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
      if (this.#seen.has(initiator)) {
        this.#report.rejected(name.place, `${initiator} has two ACLs, and it is not known which counts`)
        this.#off(`${initiator} has two ACLs`)
        return []
      }
      this.#seen.add(initiator)
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

  #mapped(acl: ObjectReader): MappedLun[] {
    const { luns, protects } = this.#around
    const numbers = new Set<number>()
    return (acl.list('mapped_luns') ?? []).flatMap((lun) => {
      const index = lun.number('index')
      const tpgLun = lun.number('tpg_lun')
      const mark = lun.flag('write_protect', true)
      const alias = lun.text('alias')
      if (alias) this.#report.ignored(alias.place, 'a label')
      const place = index?.place ?? lun.place
      const shown = tpgLun && luns.get(tpgLun.value)
      const readOnly = mark ? mark.value : protects
      if (mark) this.#report.mapped(mark.place, mark.value ? 'read_only 1' : 'writable')
      if (tpgLun) this.#report.mapped(tpgLun.place, 'the device of that LUN')
      if (!index || !shown) {
        this.#report.ignored(place, 'names no LUN of the portal group; LIO skips it', 'error')
        return []
      }
      if (index.value < 0 || index.value > 16383) {
        this.#report.rejected(place, `${index.value} is no LUN`)
        return []
      }
      if (numbers.has(index.value)) {
        this.#report.ignored(place, `LUN ${index.value} stands here already; LIO skips this one`, 'error')
        return []
      }
      numbers.add(index.value)
      this.#report.mapped(place, `LUN ${index.value}${readOnly ? ', read_only 1' : ''}`)
      return [{ lun: index.value, disk: shown.disk, readOnly, places: [place, ...shown.places] }]
    })
  }

  #nodeAttributes(acl: ObjectReader): boolean | undefined {
    const attributes = acl.object('attributes')
    if (!attributes) return acl.has('attributes') || undefined
    for (const [name, becomes, usual] of nodeTimers) {
      const found = attributes.number(name)
      if (!found) continue
      if (found.value === usual) {
        this.#report.ignored(found.place, 'the default')
        continue
      }
      const value = clamped(becomes, found.value)
      const present = this.#around.target.attributes.get(becomes)
      this.#around.target.attributes.set(becomes, [String(Math.max(value, Number(present ?? 0)))])
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
    if (!authentication) return attributes.has('authentication') || undefined
    this.#report.mapped(authentication.place, 'counted in who needs CHAP')
    return authentication.value < 0 ? undefined : authentication.value !== 0
  }

  #off(why: ByteString): void {
    const { target } = this.#around
    target.off.push(why)
    this.#report.note(`${target.name}: switched off: ${why}`)
  }
}

const nodeTimers = [
  ['nopin_timeout', 'NopInInterval', 15],
  ['nopin_response_timeout', 'NopInTimeout', 30],
] as const
