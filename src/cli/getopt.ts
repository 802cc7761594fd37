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

/** What begins an option, and what tells one from a value. */
interface Manners {
  readonly starter: RegExp
  readonly option: RegExp
  /** A plain word ends the options. */
  readonly stopsAtWord: boolean
  /** `=` cuts behind a single dash, too. */
  readonly cutsShort: boolean
  readonly abbreviates: boolean
}

const USUAL: Manners = {
  starter: /^(?:--|-|\+)/,
  option: /^(?:--|-|\+)[^\n]/,
  stopsAtWord: false,
  cutsShort: true,
  abbreviates: true,
}

/** With $POSIXLY_CORRECT. */
const POSIX: Manners = {
  starter: /^--?/,
  option: /^--?[^\n]/,
  stopsAtWord: true,
  cutsShort: false,
  abbreviates: false,
}

/**
 * The rules of Perl's Getopt::Long in its default configuration: case ignored, unique prefixes complete a name,
 * options and words in any order, `--` ends. Goes on after an error, so that all are reported.
 */
export function parseOptions(
  specifications: readonly OptionSpecification[],
  argv: readonly ByteString[],
  { posixlyCorrect = false } = {},
): ParsedOptions {
  const manners = posixlyCorrect ? POSIX : USUAL
  const names = new NameTable(specifications)
  const words = [...argv]
  const values = new Map<string, ByteString>()
  const rest: ByteString[] = []
  const errors: ByteString[] = []
  while (words.length > 0) {
    const word = words.shift()!
    if (word === '--') return { values, rest: [...rest, ...words], errors }
    const starter = manners.starter.exec(word)?.[0]
    if (starter === undefined || word === '-') {
      rest.push(word)
      if (manners.stopsAtWord) rest.push(...words.splice(0))
      continue
    }
    const mayCut = manners.cutsShort || starter === '--'
    const { name, attached } = splitAtEquals(word.slice(starter.length), mayCut)
    const option = name === '' ? `Missing option after ${starter}` : names.find(name, manners)
    const value = typeof option === 'string' ? option : takeValue(option, attached, words, manners)
    if (typeof value === 'string') errors.push(value)
    else values.set(lowerCase((option as OptionSpecification).name), value.value)
  }
  return { values, rest, errors }
}

/** An `=` in the first place belongs to the name. */
function splitAtEquals(
  text: ByteString,
  mayCut: boolean,
): { name: ByteString; attached: ByteString | undefined } {
  const equals = mayCut ? text.indexOf('=', 1) : -1
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
  find(written: ByteString, { abbreviates }: Manners): OptionSpecification | string {
    const name = lowerCase(written)
    const exact = this.#options.get(name)
    if (exact) return exact
    if (!abbreviates) return `Unknown option: ${written}`
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
  manners: Manners,
): { value: ByteString } | string {
  const name = lowerCase(option.name)
  if (option.value === 'none') {
    return attached === undefined ? { value: '1' } : `Option ${name} does not take an argument`
  }
  if (attached === '' || (attached === undefined && words.length === 0)) {
    return option.value === 'required' ? `Option ${name} requires an argument` : { value: '' }
  }
  if (attached !== undefined) return { value: attached }
  const isOption = manners.option.test(words[0]!)
  return option.value === 'optional' && isOption ? { value: '' } : { value: words.shift()! }
}

/** Bytes have case in ASCII only. */
const lowerCase = (text: ByteString): ByteString =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
