import type { ByteString } from '../lib/bytes.ts'

/** Getopt::Long's `name`, `name=s` and `name:s`. */
export type ValueKind = 'none' | 'required' | 'optional'

export interface OptionSpecification {
  readonly name: string
  readonly value: ValueKind
  /** Known by its whole name only: no abbreviation finds it and no message names it. */
  readonly exactOnly?: boolean
}

export interface ParsedOptions {
  /** By name in lower case; a flag is '1'. The last of several counts. */
  readonly values: ReadonlyMap<string, ByteString>
  /** Plain words. */
  readonly rest: readonly ByteString[]
  /** Lines for stderr, without newline. */
  readonly errors: readonly ByteString[]
}

const STARTER = /^(?:--|-|\+)/
const LOOKS_LIKE_OPTION = /^(?:--|-|\+)[^\n]/

/**
 * The rules of Perl's Getopt::Long in its default configuration: case ignored, unique prefixes complete a name,
 * options and words in any order, `--` ends. Goes on after an error, so that all are reported.
 */
export function parseOptions(
  specifications: readonly OptionSpecification[],
  argv: readonly ByteString[],
): ParsedOptions {
  const names = new NameTable(specifications)
  const words = [...argv]
  const values = new Map<string, ByteString>()
  const rest: ByteString[] = []
  const errors: ByteString[] = []
  while (words.length > 0) {
    const word = words.shift()!
    if (word === '--') return { values, rest: [...rest, ...words], errors }
    const starter = STARTER.exec(word)?.[0]
    if (starter === undefined || word === '-') {
      rest.push(word)
      continue
    }
    const { name, attached } = splitAtEquals(word.slice(starter.length))
    const option = name === '' ? `Missing option after ${starter}` : names.find(lowerCase(name))
    const value = typeof option === 'string' ? option : takeValue(option, attached, words)
    if (typeof value === 'string') errors.push(value)
    else values.set(lowerCase((option as OptionSpecification).name), value.value)
  }
  return { values, rest, errors }
}

/** An `=` in the first place belongs to the name. */
function splitAtEquals(text: ByteString): { name: ByteString; attached: ByteString | undefined } {
  const equals = text.indexOf('=', 1)
  return equals < 0
    ? { name: text, attached: undefined }
    : { name: text.slice(0, equals), attached: text.slice(equals + 1) }
}

class NameTable {
  readonly #abbreviable: readonly string[]
  readonly #options: ReadonlyMap<string, OptionSpecification>

  constructor(specifications: readonly OptionSpecification[]) {
    this.#options = new Map(specifications.map((option) => [lowerCase(option.name), option]))
    this.#abbreviable = specifications
      .filter((option) => !option.exactOnly)
      .map((option) => lowerCase(option.name))
      .sort()
  }

  /** The option or the complaint. */
  find(name: ByteString): OptionSpecification | string {
    const exact = this.#options.get(name)
    if (exact) return exact
    const hits = this.#abbreviable.filter((candidate) => candidate.startsWith(name))
    if (hits.length > 1) return `Option ${name} is ambiguous (${hits.join(', ')})`
    return hits.length === 1 ? this.#options.get(hits[0]!)! : `Unknown option: ${name}`
  }
}

/** The value, taken from the words where it is not attached, or the complaint. */
function takeValue(
  option: OptionSpecification,
  attached: ByteString | undefined,
  words: ByteString[],
): { value: ByteString } | string {
  const name = lowerCase(option.name)
  if (option.value === 'none') {
    return attached === undefined ? { value: '1' } : `Option ${name} does not take an argument`
  }
  if (attached === '' || (attached === undefined && words.length === 0)) {
    return option.value === 'required' ? `Option ${name} requires an argument` : { value: '' }
  }
  if (attached !== undefined) return { value: attached }
  const isOption = LOOKS_LIKE_OPTION.test(words[0]!)
  return option.value === 'optional' && isOption ? { value: '' } : { value: words.shift()! }
}

/** Bytes have case in ASCII only. */
const lowerCase = (text: ByteString): ByteString =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
