import type { ByteString } from '../../lib/bytes.ts'
import type { Outcome, Place, Report } from '../import/report.ts'
import type { Json, Member } from './json.ts'

/** A plain value where it stands. */
export interface Value<T> {
  readonly value: T
  /** With its name. */
  readonly place: Place
  /** Within the quotes, if there are any. */
  readonly inner: Place
}

/** Reads members of an object and remembers which; what nobody asked for is reported at the end. */
export class ObjectReader {
  readonly place: Place
  readonly #json: Json
  readonly #members: ReadonlyMap<ByteString, Member>
  readonly #taken: Set<Place>
  readonly #report: Report

  /** `taken` collects the places of all members that anybody asked for. */
  constructor(json: Json & { kind: 'object' }, place: Place, report: Report, taken: Set<Place>) {
    this.place = place
    this.#json = json
    this.#taken = taken
    this.#report = report
    const members = new Map<ByteString, Member>()
    for (const member of json.members) {
      const earlier = members.get(member.name)
      if (earlier) report.ignored(earlier.place, 'the name stands here twice; the last one counts')
      members.set(member.name, member)
    }
    this.#members = members
  }

  get names(): ByteString[] {
    return [...this.#members.keys()]
  }

  /** Is anything said of it, be it readable or not? */
  has(name: ByteString): boolean {
    const member = this.#members.get(name)
    return member !== undefined && member.value.kind !== 'null'
  }

  /** Numbers come as text, too. */
  text(name: ByteString): Value<ByteString> | undefined {
    const member = this.#take(name)
    if (!member || member.value.kind === 'null') return undefined
    const { value, place } = member
    if (value.kind === 'string') return { value: value.value, place, inner: unquoted(value.place) }
    if (value.kind === 'number') return { value: String(value.value), place, inner: value.place }
    if (value.kind === 'boolean') return { value: value.value ? '1' : '0', place, inner: value.place }
    return this.#wrong(member, 'a text')
  }

  number(name: ByteString): Value<number> | undefined {
    const found = this.text(name)
    if (!found) return undefined
    if (/^-?\d+$/.test(found.value) && Number.isSafeInteger(Number(found.value))) {
      return { ...found, value: Number(found.value) }
    }
    this.#report.rejected(found.place, `${name} is no number`)
    return undefined
  }

  /** `strict`: what counts when it is neither; the kernel takes no words, and what they meant is a guess. */
  flag(name: ByteString, strict: boolean): Value<boolean> | undefined {
    const member = this.#members.get(name)
    if (!member || !this.has(name)) return undefined
    const found = this.text(name)
    if (found && /^[01]$/.test(found.value)) return { ...found, value: found.value === '1' }
    const why = `${name} is neither true nor false, neither 0 nor 1; the stricter ${strict ? 1 : 0} counts`
    this.#report.rejected(member.place, why)
    return { value: strict, place: member.place, inner: member.place }
  }

  object(name: ByteString): ObjectReader | undefined {
    const member = this.#take(name)
    if (!member || member.value.kind === 'null') return undefined
    if (member.value.kind === 'object')
      return new ObjectReader(member.value, member.place, this.#report, this.#taken)
    return this.#wrong(member, 'an object')
  }

  /** Its objects; undefined when it is something else, which may hide rules. */
  list(name: ByteString): ObjectReader[] | undefined {
    const member = this.#take(name)
    if (!member || member.value.kind === 'null') return []
    if (member.value.kind !== 'array') return this.#wrong(member, 'a list')
    const wrong = member.value.items.find((item) => item.kind !== 'object')
    if (wrong) return this.#wrong({ ...member, place: wrong.place }, 'a list of objects')
    return member.value.items.flatMap((item) =>
      item.kind === 'object' ? [new ObjectReader(item, item.place, this.#report, this.#taken)] : [],
    )
  }

  /** The same text for objects that say the same, whatever the order, but for members of these names. */
  says(ignoring: readonly string[]): string {
    return canonical(this.#json, ignoring)
  }

  /** The places of all its members, and of theirs. */
  get places(): Place[] {
    const placesOf = (json: Json): Place[] => {
      if (json.kind === 'array') return json.items.flatMap(placesOf)
      if (json.kind !== 'object') return []
      return json.members.flatMap(({ value, place }) => [place, ...placesOf(value)])
    }
    return placesOf(this.#json)
  }

  /** One judgement for everything in it: it is left out as a whole. */
  leaveOut(outcome: Outcome): void {
    for (const place of this.places) this.#report.settle(place, outcome)
  }

  #take(name: ByteString): Member | undefined {
    const member = this.#members.get(name)
    if (member) this.#taken.add(member.place)
    return member
  }

  #wrong(member: Member, wanted: string): undefined {
    this.#report.rejected(member.place, `${member.name}: ${wanted} was expected here`)
    return undefined
  }
}

const canonical = (json: Json, ignoring: readonly string[]): string => {
  if (json.kind === 'null') return ''
  if (json.kind === 'array')
    return `[${json.items
      .map((item) => canonical(item, ignoring))
      .sort()
      .join()}]`
  if (json.kind !== 'object') return JSON.stringify(String(json.value))
  const members = new Map(json.members.map(({ name, value }) => [name, canonical(value, ignoring)]))
  const said = [...members].filter(([name, value]) => value !== '' && !ignoring.includes(name))
  return `{${said
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .sort()
    .join()}}`
}

/** Accounts for every member of a document that nobody judged. */
export const judgeAll = (
  json: Json,
  judge: (member: Member, path: readonly ByteString[]) => void,
  judgeItem: (place: Place) => void,
): void => {
  const walk = (value: Json, path: readonly ByteString[]) => {
    if (value.kind === 'array') for (const item of value.items) walk(item, path)
    if (value.kind !== 'object') {
      judgeItem(value.place)
      return
    }
    for (const member of value.members) {
      judge(member, path)
      walk(member.value, [...path, member.name])
    }
  }
  walk(json, [])
}

/** Marks all of a member's value, whatever its kind. */
export const hideValue = (value: Json, report: Report): void => {
  report.secret(value.place)
  if (value.kind === 'string') report.secret(unquoted(value.place))
  if (value.kind === 'array') for (const item of value.items) hideValue(item, report)
  if (value.kind !== 'object') return
  for (const { value: inner, place } of value.members) {
    report.veil(place)
    hideValue(inner, report)
  }
}

const unquoted = ({ file, range: { start, end } }: Place): Place => ({
  file,
  range: { start: { ...start, column: start.column + 1 }, end: { ...end, column: end.column - 1 } },
})
