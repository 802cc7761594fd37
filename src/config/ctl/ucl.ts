import type { ByteString } from '../../lib/bytes.ts'
import { positionFinder } from '../import/lines.ts'
import type { Place, Source } from '../import/report.ts'

/** A value of libucl's language, which knows where it stands. */
export type Ucl =
  | { readonly kind: 'object'; readonly members: readonly UclMember[]; readonly place: Place }
  | { readonly kind: 'array'; readonly items: readonly Ucl[]; readonly place: Place }
  | { readonly kind: 'text'; readonly text: ByteString; readonly isQuoted: boolean; readonly place: Place }

export interface UclMember {
  readonly key: ByteString
  readonly keyPlace: Place
  readonly value: Ucl
}

export interface UclDocument {
  readonly members: readonly UclMember[]
  readonly comments: readonly Place[]
  readonly brackets: readonly Place[]
  /** Values that follow a key that announces an account, read or not. */
  readonly secrets: readonly Place[]
  readonly fault?: { readonly why: ByteString; readonly place: Place }
}

/** `key = value`, `key: value`, `key value`, `key { … }`, `key name { … }`, `[ … ]`; `#` and asterisk comments. */
export const parseUcl = (source: Source): UclDocument => new Parser(source).run()

/** Is this libucl's form of ctl.conf? The classic one has no `=`, no `key:` and names every block. */
export const isUcl = (text: ByteString): boolean => {
  const bare = text.replace(/#[^\n]*|\/\*.*?\*\/|"(?:[^"\\]|\\.)*"/gs, (part) =>
    part.startsWith('"') ? '""' : '',
  )
  return (
    /(?:^|[{;\n])[ \t]*(?:[A-Za-z-]+|"")[ \t]*(?:=|:[ \t])/.test(bare) ||
    /\b(?:auth-group|portal-group|target|lun)[ \t\r\n]*\{/.test(bare)
  )
}

class UclFault extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const deepest = 16

class Parser {
  readonly #text: ByteString
  readonly #file: ByteString
  readonly #positionOf: ReturnType<typeof positionFinder>
  readonly #comments: Place[] = []
  readonly #brackets: Place[] = []
  readonly #secrets: Place[] = []
  #at = 0

  constructor({ file, text }: Source) {
    this.#text = text
    this.#file = file
    this.#positionOf = positionFinder(text)
  }

  run(): UclDocument {
    const found = { comments: this.#comments, brackets: this.#brackets, secrets: this.#secrets }
    const members: UclMember[] = []
    try {
      this.#blanks()
      const isBraced = this.#takes('{')
      this.#members(members, isBraced, false, 0)
      this.#blanks()
      if (this.#at < this.#text.length) this.#fail('text behind the end')
      return { members, ...found }
    } catch (fault) {
      if (!(fault instanceof UclFault)) throw fault
      const place = this.#place(fault.at, this.#text.length)
      return { members, ...found, fault: { why: fault.message, place } }
    }
  }

  #members(members: UclMember[], isInner: boolean, isAccount: boolean, depth: number): void {
    if (depth > deepest) this.#fail('nested too deep')
    for (;;) {
      this.#blanks()
      if (this.#takes(';') || this.#takes(',')) continue
      if (isInner && this.#takes('}')) return
      if (this.#at >= this.#text.length) {
        if (isInner) this.#fail('a `}` is missing')
        return
      }
      members.push(this.#member(isAccount, depth))
    }
  }

  #member(isAccount: boolean, depth: number): UclMember {
    const start = this.#at
    const key = this.#quoted() ?? this.#match(/[A-Za-z0-9_.\-/@]+/y)
    if (key === undefined) this.#fail('a key was expected')
    const keyPlace = this.#place(start)
    const isSecret = (isAccount && !/user$/i.test(key!)) || /^chap|secret|passw/i.test(key!)
    this.#match(/[ \t]*/y)
    const isAssigned = this.#match(/[=:]/y) !== undefined
    this.#blanks()
    if (!isAssigned) {
      const name = this.#name(isSecret, depth)
      if (name) return { key: key!, keyPlace, value: name }
    }
    const value = this.#value(isSecret, depth)
    if (/^chap/i.test(key!) && value.kind === 'text') throw new UclFault('chap wants a block', start)
    return { key: key!, keyPlace, value }
  }

  /** `key name { … }` is `key { name { … } }`. */
  #name(isSecret: boolean, depth: number): Ucl | undefined {
    const start = this.#at
    const found = this.#match(/(?:"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_.\-/@:]+)(?=[ \t\r\n]*\{)/y)
    if (found === undefined) return undefined
    const keyPlace = this.#place(start)
    this.#blanks()
    const value = this.#value(isSecret, depth + 1)
    return {
      kind: 'object',
      members: [{ key: found.replace(/^"|"$/g, ''), keyPlace, value }],
      place: keyPlace,
    }
  }

  #value(isSecret: boolean, depth: number): Ucl {
    const start = this.#at
    if (this.#takes('{')) {
      const members: UclMember[] = []
      this.#members(members, true, isSecret, depth + 1)
      return { kind: 'object', members, place: this.#place(start, start + 1) }
    }
    if (this.#takes('[')) return this.#array(start, isSecret, depth + 1)
    const quoted = this.#quoted()
    const text = quoted ?? this.#match(/[^\n;,{}[\]#]+/y)?.replace(/[ \t\r]+$/, '')
    if (text === undefined || text.startsWith('<<') || (quoted === undefined && /["']/.test(text)))
      this.#fail('a value was expected')
    const place = this.#place(start, quoted === undefined ? start + text!.length : this.#at)
    if (isSecret) this.#secrets.push(place)
    return { kind: 'text', text: text!, isQuoted: quoted !== undefined, place }
  }

  #array(start: number, isSecret: boolean, depth: number): Ucl {
    if (depth > deepest) this.#fail('nested too deep')
    const items: Ucl[] = []
    for (;;) {
      this.#blanks()
      if (this.#takes(']')) return { kind: 'array', items, place: this.#place(start, start + 1) }
      if (this.#takes(',') || this.#takes(';')) continue
      if (this.#at >= this.#text.length) this.#fail('a `]` is missing')
      items.push(this.#value(isSecret, depth))
    }
  }

  #quoted(): ByteString | undefined {
    const double = this.#match(/"(?:[^"\\]|\\.)*"/sy)
    if (double !== undefined) return double.slice(1, -1).replace(/\\(.)/gs, '$1')
    return this.#match(/'[^']*'/y)?.slice(1, -1)
  }

  #blanks(): void {
    for (;;) {
      this.#match(/[ \t\r\n]+/y)
      const start = this.#at
      if (this.#match(/#[^\n]*|\/\*.*?\*\//sy) === undefined) return
      this.#comments.push(this.#place(start))
    }
  }

  #takes(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false
    this.#brackets.push(this.#place(this.#at, this.#at + 1))
    this.#at++
    return true
  }

  #match(pattern: RegExp): ByteString | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #place(from: number, to = this.#at): Place {
    return { file: this.#file, range: { start: this.#positionOf(from), end: this.#positionOf(to) } }
  }

  #fail(message: string): void {
    throw new UclFault(message, this.#at)
  }
}
