import type { ByteString } from '../../src/lib/bytes.ts'
import { collapsed } from './compare/tables.ts'
import type { Difference } from './difference.ts'

/**
 * Defects of the original that must never be copied colour what is recorded after them. This follows a recording from
 * command to command and says which differences are of that kind, by what the commands are about.
 */
export class Aftermath {
  #hasStaleUser = false
  #hasSlash = false
  readonly #free = new Set<string>()

  /** Marks those of the differences that follow from an earlier defect, or from this command's own. */
  mark(argv: readonly ByteString[], differences: readonly Difference[], cutShort?: string): Difference[] {
    this.#hasStaleUser ||= differences.some(({ expected }) => showsStaleUser(expected))
    this.#hasSlash ||= addsSlash(argv)
    if (cutShort !== undefined) for (const name of attributesOf(argv)) this.#free.add(name)
    return differences.map((difference) => {
      const rule = this.#ruleFor(argv, difference)
      return rule === undefined ? difference : { ...difference, neverCopied: rule }
    })
  }

  #ruleFor(argv: readonly ByteString[], { expected, actual }: Difference): string | undefined {
    const isSameWithout = (lines: RegExp) => without(expected, lines) === without(actual, lines)
    if (this.#hasStaleUser && isSameWithout(OUTGOING_USER)) return SECOND_OUTGOING_USER
    if (this.#hasSlash && aboutInitiators(argv)) return SLASH
    if (argv.includes('/dev/stdout') && /# Automatically generated/.test(actual)) return NO_STDOUT
    const free = [...this.#free].join('|')
    return free !== '' && isSameWithout(new RegExp(`\\b(${free})\\b|\\bOutgoingUser\\b`))
      ? CUT_SHORT
      : undefined
  }
}

/** A second OutgoingUser must be refused and leave the first as it is; SCST keeps a stale entry in its place. */
export const SECOND_OUTGOING_USER = 'a second OutgoingUser loses the first'
/** An initiator name with a slash is a file that no listing gets past. */
const SLASH = 'an initiator with a slash hides others'
const NO_STDOUT = 'the machine of the recordings had no /dev/stdout'
/** Which attributes were set before one of them failed is free, and with it what they are afterwards. */
const CUT_SHORT = 'which attributes were set before a FATAL is free'

const OUTGOING_USER = /\bOutgoingUser\b/

const without = (text: ByteString, lines: RegExp): ByteString =>
  collapsed(text)
    .split('\n')
    .filter((line) => !lines.test(line))
    .join('\n')

const showsStaleUser = (text: ByteString): boolean =>
  /OutgoingUser[^\n]*(read:EINVAL|,null\]|with value ''|<not set>)/.test(text)

const addsSlash = (argv: readonly ByteString[]): boolean => {
  const option = argv.findIndex((word) => /^-{1,2}add_init/.test(word))
  return option >= 0 && (argv[option + 1] ?? '').includes('/')
}

const aboutInitiators = (argv: readonly ByteString[]): boolean =>
  argv.some((word) => /^-{1,2}(add_init|rem_init|move_init|clear_inits|list_group|rem_group)$/.test(word))

function attributesOf(argv: readonly ByteString[]): string[] {
  const option = argv.findIndex((word) => /^-{1,2}attributes/.test(word))
  return (argv[option + 1] ?? '').split(',').map((pair) => pair.replace(/=.*/, ''))
}
