import type { ByteString } from '../../lib/bytes.ts'
import { linesOf, span } from '../import/lines.ts'
import type { Place, Report, Source } from '../import/report.ts'
import { trimmed } from '../import/text.ts'
import { veilWords } from '../import/veil.ts'
import { type Context, grammar } from './grammar.ts'
import type { Token } from './lexer.ts'
import type { Document, Statement } from './parser.ts'
import { parseUcl, type Ucl, type UclMember } from './ucl.ts'

/** libucl's form of ctl.conf (`ctld -u`), as the statements that the classic form has for the same. */
export const parseUclDocument = (source: Source, report: Report): Document => {
  report.read(source)
  const { members, comments, brackets, secrets, fault } = parseUcl(source)
  for (const place of comments) report.ignored(place, 'comment')
  for (const place of brackets) report.syntax(place)
  for (const place of secrets) report.secret(place)
  if (fault) {
    for (const { line, text } of linesOf(source.text).filter((each) => trimmed(each.text) !== '')) {
      const place = { file: source.file, range: span(line, 1, text.length + 1) }
      report.rejected(place, 'nothing is taken from a file that cannot be read')
    }
    const { start } = fault.place.range
    const place = { ...fault.place, range: span(start.line, start.column, start.column) }
    report.rejected(place, `${fault.why}: ctld refuses the whole file`)
    veilWords(source, report)
    return { statements: [], isBroken: true }
  }
  const converter = new Converter(report)
  const statements = converter.block(members, 'global')
  const isTarget = ({ keyword }: Statement) => keyword === 'target'
  const inOrder = [...statements.filter((each) => !isTarget(each)), ...statements.filter(isTarget)]
  return { statements: inOrder, isBroken: converter.isBroken }
}

const placesOf = (members: readonly UclMember[]): Place[] =>
  members.flatMap(({ keyPlace, value }) => [keyPlace, ...placesIn(value)])

const placesIn = (value: Ucl): Place[] => {
  if (value.kind === 'object') return placesOf(value.members)
  return value.kind === 'array' ? value.items.flatMap(placesIn) : [value.place]
}

/** Keys whose value must be a bare number; ctld refuses a quoted one. */
const numbers: readonly string[] = [
  'debug',
  'maxproc',
  'timeout',
  'isns-period',
  'isns-timeout',
  'tag',
  'dscp',
  'pcp',
  'blocksize',
  'size',
  'ctl-lun',
]

const accounts: Readonly<Record<string, readonly string[]>> = {
  chap: ['user', 'secret'],
  'chap-mutual': ['user', 'secret', 'mutual-user', 'mutual-secret'],
}

class Converter {
  readonly #report: Report
  isBroken = false

  constructor(report: Report) {
    this.#report = report
  }

  block(members: readonly UclMember[], context: Context): Statement[] {
    return members.flatMap((member) => this.#member(member, context))
  }

  #member(member: UclMember, context: Context): Statement[] {
    const { key, keyPlace, value } = member
    const shape = Object.hasOwn(grammar[context], key) ? grammar[context][key] : undefined
    if (key === 'options' && (context === 'lun' || context === 'portal-group')) return this.#options(member)
    if (!shape || key === 'option') return this.#unknown(member)
    if (context === 'target' && key === 'lun') return this.#luns(member)
    if (context === 'target' && key === 'portal-group') return this.#portalGroups(member)
    if (Object.hasOwn(accounts, key)) return this.#accounts(member)
    if (shape.block) return this.#named(member, shape.block)
    if (key === 'foreign') {
      for (const place of placesIn(value)) this.#report.syntax(place)
      if (value.kind === 'text' && /^(?:false|no|off|0)$/i.test(value.text)) return []
      return [{ keyword: key, values: [], place: keyPlace }]
    }
    const values = value.kind === 'array' ? value.items : [value]
    return values.flatMap((each) => this.#scalar(member, each))
  }

  #fault(place: Place, value: Ucl, why: ByteString): Statement[] {
    this.isBroken = true
    for (const each of [place, ...placesIn(value)])
      this.#report.rejected(each, `${why}: ctld refuses the whole file`)
    return []
  }

  #unknown({ key, keyPlace, value }: UclMember): Statement[] {
    const isAccess = /allow|deny|initiator|user|acl|auth|secret|passw|chap|access/i.test(key)
    const why = `${key}: ctld skips a key that it does not know`
    for (const place of [keyPlace, ...placesIn(value)])
      this.#report.unsupported(place, why, isAccess ? 'error' : 'warning')
    return []
  }

  #scalar({ key, keyPlace }: UclMember, value: Ucl): Statement[] {
    if (value.kind !== 'text') return this.#fault(keyPlace, value, `${key} wants a plain value`)
    const place = spanning(keyPlace, value.place)
    const token = tokenOf(value)
    if (!numbers.includes(key)) return [{ keyword: key, values: [token], place }]
    const number = value.isQuoted ? undefined : numberOf(value.text)
    if (number === undefined) return this.#fault(place, value, `${key} wants a number without quotes`)
    return [{ keyword: key, values: [{ ...token, text: String(number) }], place }]
  }

  /** `lun { name { … } }`: one block for each name. */
  #named({ key, keyPlace, value }: UclMember, context: Context): Statement[] {
    this.#report.syntax(keyPlace)
    if (context === 'foreign-block') return this.#unknown({ key, keyPlace, value })
    if (value.kind === 'array')
      return value.items.flatMap((item) => this.#named({ key, keyPlace, value: item }, context))
    if (value.kind !== 'object') return this.#fault(keyPlace, value, `${key} wants blocks with names`)
    return value.members.flatMap((member) => {
      if (member.value.kind !== 'object')
        return this.#fault(member.keyPlace, member.value, `${key} ${member.key} wants a block`)
      const values = [token(member.key, member.keyPlace)]
      return [
        { keyword: key, values, place: member.keyPlace, block: this.block(member.value.members, context) },
      ]
    })
  }

  #accounts({ key, keyPlace, value }: UclMember): Statement[] {
    if (value.kind === 'array')
      return value.items.flatMap((item) => this.#accounts({ key, keyPlace: item.place, value: item }))
    if (value.kind !== 'object') return this.#fault(keyPlace, value, `${key} wants a block`)
    const values = accounts[key]!.flatMap((name) => this.#field(value.members, name) ?? [])
    if (values.length < accounts[key]!.length)
      return this.#fault(keyPlace, value, `${key} wants ${accounts[key]!.join(', ')}`)
    this.#rest(value.members, accounts[key]!)
    return [{ keyword: key, values, place: keyPlace }]
  }

  #field(members: readonly UclMember[], name: string): Token | undefined {
    const found = members.findLast(({ key }) => key === name)
    if (found?.value.kind !== 'text') return undefined
    this.#report.syntax(spanning(found.keyPlace, found.value.place))
    return tokenOf(found.value)
  }

  /** Members of an account or reference beyond those that it has. */
  #rest(members: readonly UclMember[], known: readonly string[]): void {
    for (const [i, member] of members.entries()) {
      const isLast = members.findLastIndex(({ key }) => key === member.key) === i
      if (!known.includes(member.key)) this.#unknown(member)
      else if (!isLast) this.#fault(member.keyPlace, member.value, `${member.key} stands here twice`)
    }
  }

  #options({ keyPlace, value }: UclMember): Statement[] {
    this.#report.syntax(keyPlace)
    if (value.kind !== 'object') return this.#fault(keyPlace, value, 'options wants a block')
    return value.members.flatMap((member) => {
      if (member.value.kind !== 'text')
        return this.#fault(member.keyPlace, member.value, `option ${member.key} wants a plain value`)
      const place = spanning(member.keyPlace, member.value.place)
      const values = [token(member.key, member.keyPlace), tokenOf(member.value)]
      return [{ keyword: 'option', values, place }]
    })
  }

  /** A name, `{ name, auth-group-name }`, or several of these. */
  #portalGroups({ key, keyPlace, value }: UclMember): Statement[] {
    if (value.kind === 'array')
      return value.items.flatMap((item) => this.#portalGroups({ key, keyPlace: item.place, value: item }))
    if (value.kind === 'text') return this.#scalar({ key, keyPlace, value }, value)
    const name = this.#field(value.members, 'name')
    if (!name) return this.#fault(keyPlace, value, 'portal-group wants a name')
    const override = this.#field(value.members, 'auth-group-name')
    this.#rest(value.members, ['name', 'auth-group-name'])
    return [{ keyword: key, values: override ? [name, override] : [name], place: keyPlace }]
  }

  /** `{ 0 = name; 1 { … } }`, or a list of `{ number = 0; name = x }`. */
  #luns({ key, keyPlace, value }: UclMember): Statement[] {
    this.#report.syntax(keyPlace)
    if (value.kind === 'array')
      return value.items.flatMap((item) => this.#numbered({ key, keyPlace: item.place, value: item }))
    if (value.kind !== 'object') return this.#fault(keyPlace, value, 'lun wants numbers with names or blocks')
    return value.members.flatMap((member) => {
      const number = token(member.key, member.keyPlace)
      if (member.value.kind === 'object') {
        const block = this.block(member.value.members, 'lun')
        return [{ keyword: key, values: [number], place: member.keyPlace, block }]
      }
      if (member.value.kind !== 'text')
        return this.#fault(member.keyPlace, member.value, `LUN ${member.key} wants a name or a block`)
      const place = spanning(member.keyPlace, member.value.place)
      return [{ keyword: key, values: [number, tokenOf(member.value)], place }]
    })
  }

  #numbered({ key, keyPlace, value }: UclMember): Statement[] {
    if (value.kind !== 'object')
      return this.#fault(keyPlace, value, 'lun wants blocks with a number and a name')
    const [number, name] = ['number', 'name'].map((field) => this.#field(value.members, field))
    if (!number || !name) return this.#fault(keyPlace, value, 'lun wants a number and a name')
    this.#rest(value.members, ['number', 'name'])
    return [{ keyword: key, values: [number, name], place: keyPlace }]
  }
}

const token = (text: ByteString, place: Place): Token => ({ kind: 'word', text, place })

const tokenOf = (value: Ucl & { kind: 'text' }): Token => token(value.text, value.place)

const spanning = (from: Place, to: Place): Place => ({
  file: from.file,
  range: { start: from.range.start, end: to.range.end },
})

/** libucl counts `k` in 1000 and `kb` in 1024. */
const numberOf = (text: ByteString): number | undefined => {
  const [, digits, suffix = '', binary] = /^(0x[0-9a-f]+|\d+)(?:([kmgt])(b?))?$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const power = suffix === '' ? 0 : 'kmgt'.indexOf(suffix.toLowerCase()) + 1
  const number = Number(digits) * (binary ? 1024 : 1000) ** power
  return Number.isSafeInteger(number) ? number : undefined
}
