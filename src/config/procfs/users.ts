import type { ByteString } from '../../lib/bytes.ts'
import { matchesPattern } from '../../lib/glob.ts'
import type { TargetConfiguration } from '../configuration.ts'
import type { Report } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { isDefaultGroup, unplaced } from './groups.ts'
import type { Entry } from './sections.ts'

type Targets = ReadonlyMap<ByteString, TargetConfiguration>

/** USER lines. In the old SCST the first group of them all that fits had the initiator, on every target. */
export class Users {
  readonly #entries: readonly Entry[]
  readonly #targets: Targets
  readonly #report: Report
  /** Groups of a name, in small letters. */
  readonly #groupsOf = new Map<ByteString, Set<ByteString>>()

  constructor(entries: readonly Entry[], targets: Targets, report: Report) {
    this.#entries = entries.filter(({ section, key }) => section === 'GROUP' && key === 'USER')
    this.#targets = targets
    this.#report = report
  }

  /** `defaultOf`: the group of a target whose LUNs are at target level. */
  judge(entry: Entry, defaultOf: (target: ByteString) => ByteString): void {
    const { arg, value, place } = entry
    this.#report.plain(place)
    const groups = this.#groupsOf.get(lowerCase(value)) ?? new Set()
    this.#groupsOf.set(lowerCase(value), groups.add(arg))
    const [first] = groups
    if (value === '') this.#report.ignored(place, 'names no initiator', 'warning')
    else if (first !== arg) {
      const why = `${value} stands in group ${first} too, and in SCST a name is in one group of a target: the first counts`
      this.#report.lossy(place, undefined, why, 'error')
      for (const { groups: all } of this.#targets.values()) all.get(arg)?.initiators.delete(value)
    } else if (isDefaultGroup(arg)) this.#default(entry, defaultOf)
    else if ([...this.#targets.values()].some(({ groups: all }) => all.has(arg)))
      this.#report.mapped(place, `INITIATOR ${value} of GROUP ${arg}`)
    else this.#report.unsupported(place, unplaced(arg), 'error')
  }

  /** Whoever is in no group has these LUNs anyway; a GROUP without LUNs would lock the name out. */
  #default({ arg, value, place }: Entry, defaultOf: (target: ByteString) => ByteString): void {
    const others = [...this.#targets.keys()].filter((target) => defaultOf(target) !== arg)
    const rival = this.#entries.find((other) => !isDefaultGroup(other.arg) && overlap(value, other.value))
    const became = `the LUNs that group ${arg} has at target level`
    if (others.length > 0) {
      const why = `there ${value} had the LUNs of group ${arg} on ${others.join(', ')} too; here it has those that everybody has there`
      this.#report.lossy(place, became, why, 'error')
    } else if (rival) {
      const why = `initiators that also fit ${rival.value} have the LUNs of group ${rival.arg}; there ${arg} may have come first`
      this.#report.lossy(place, became, why, 'error')
    } else this.#report.mapped(place, became)
  }
}

/** May a name fit both? Two patterns may, for all that is looked at here. */
const overlap = (a: ByteString, b: ByteString): boolean => {
  const isPattern = (text: ByteString) => /[*?!]/.test(text)
  return (isPattern(a) && isPattern(b)) || matchesPattern(a, b) || matchesPattern(b, a)
}
