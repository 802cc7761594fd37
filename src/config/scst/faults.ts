import type { ByteString } from '../../lib/bytes.ts'
import { MASK, secretStart, withoutAccount } from '../account.ts'
import type { Diagnostic, Range } from '../diagnostic.ts'

interface Fault {
  readonly severity: Diagnostic['severity']
  /** `%` is what the fault is about. */
  readonly summary: string
  readonly detail?: string
}

/** Everything that `config lint` finds. Errors change or lose something; warnings may be meant. */
export const FAULTS = {
  'hash-in-word': {
    severity: 'error',
    summary: 'a comment begins inside a word, and takes the character before it along: %',
    detail: 'write \\# for a hash, or a blank before the comment',
  },
  'escape-without-effect': {
    severity: 'error',
    summary: '% acts as if the backslash were not there',
    detail: 'only \\# and \\\\ can be escaped',
  },
  'backslash-lost': { severity: 'warning', summary: 'the backslash of % is dropped', detail: 'write \\\\' },
  'brace-in-quotes': { severity: 'error', summary: 'a brace inside quotes still opens or closes a block' },
  'unpaired-quote': { severity: 'error', summary: 'a quote without partner is an ordinary character: %' },
  'quote-in-word': { severity: 'error', summary: 'a quote inside a word is an ordinary character: %' },
  'words-touch': { severity: 'warning', summary: 'no blank between a quoted word and the next: %' },
  semicolon: {
    severity: 'error',
    summary: 'the semicolon is part of the value: %',
    detail: 'one item a line',
  },
  misread: { severity: 'error', summary: 'the line is read as: %' },
  'words-dropped': { severity: 'error', summary: 'only three words of a line count, dropped: %' },
  'text-before-close': {
    severity: 'error',
    summary: 'dropped, because a closing brace follows on the same line: %',
    detail: 'put the brace on a line of its own',
  },
  'brace-on-next-line': {
    severity: 'error',
    summary: 'the block belongs to nothing and is dropped',
    detail: 'put the opening brace behind the name',
  },
  'extra-close': { severity: 'error', summary: 'nothing is open here; the rest of the file is ignored' },
  'missing-close': { severity: 'error', summary: 'the block of % is never closed' },
  'no-final-newline': { severity: 'error', summary: 'the last line has no newline and is dropped: %' },
  'old-form': {
    severity: 'error',
    summary: '% makes scstadmin read the whole file in the old procfs form',
    detail: 'separate the words by two blanks, or convert the file with scstadmin import procfs',
  },
  'repeated-block': { severity: 'error', summary: '% was given before; only this block counts' },
  'repeated-value': { severity: 'warning', summary: '% has this value already' },
  'several-values': {
    severity: 'warning',
    summary: '% has several values; the last counts, in strict mode each is set in turn, in any order',
  },
  'several-accounts': {
    severity: 'error',
    summary: 'only this account counts, SCST takes no two: %',
    detail: 'one IncomingUser for each user, one OutgoingUser in all',
  },
  'values-lost': { severity: 'error', summary: '% without a value takes back the values given before' },
  'block-under-value': { severity: 'error', summary: 'the value of % opens a block, where applying stops' },
  'missing-operand': { severity: 'error', summary: '% is missing' },
  'extra-operand': { severity: 'error', summary: '% becomes an attribute' },
  'unexpected-value': {
    severity: 'error',
    summary: 'the second value counts as a block, where applying stops: %',
  },
  'misplaced-keyword': { severity: 'error', summary: '% has no meaning here' },
  'unknown-attribute': { severity: 'warning', summary: '% is no attribute here' },
  'unknown-block': { severity: 'error', summary: '% opens no block here' },
  'read-only-attribute': { severity: 'warning', summary: '% cannot be set' },
  'numbered-attribute': {
    severity: 'error',
    summary: '% cannot be set by number',
    detail: 'repeat the name without the number',
  },
  'bad-value': { severity: 'error', summary: '% is not allowed' },
  'several-words': {
    severity: 'warning',
    summary: 'no device can be opened with %: it is set behind that, but not in strict mode',
  },
  'short-secret': {
    severity: 'error',
    summary: 'the secret is shorter than 12 bytes: SCST refuses the account',
  },
  'shared-secret': {
    severity: 'warning',
    summary: 'one secret serves initiators and the target: scstd refuses logins with it',
    detail: 'RFC 7143 §9.2.1',
  },
  'account-form': { severity: 'error', summary: 'an account is a user and a secret in one pair of quotes' },
  'unknown-handler': { severity: 'warning', summary: 'no handler of SCST is called %' },
  'unknown-driver': { severity: 'warning', summary: 'no driver of ours is called %' },
  'device-name': { severity: 'error', summary: 'a device name cannot hold a slash: %' },
  'repeated-device': { severity: 'error', summary: 'the device % is defined under another handler, too' },
  'unknown-device': { severity: 'error', summary: 'no HANDLER defines the device %; the LUN is dropped' },
  'unknown-group-device': { severity: 'error', summary: 'no HANDLER defines the device %; it is dropped' },
  'missing-filename': { severity: 'error', summary: 'the device % needs a filename' },
  'several-devices': { severity: 'error', summary: 'LUN % has several devices, where applying stops' },
  'lun-number': { severity: 'error', summary: '% is no LUN number' },
  'lun-form': {
    severity: 'warning',
    summary: 'SCST calls the LUN % otherwise; in strict mode each run takes it for another one',
  },
  'no-lun-0': { severity: 'warning', summary: '% has no LUN 0, which many initiators need' },
  'repeated-initiator': {
    severity: 'error',
    summary: 'the initiator % is in another group of the target, too',
  },
  'never-enabled': { severity: 'warning', summary: '% is not enabled by this file' },
  'no-targets': { severity: 'warning', summary: 'the driver % has no targets' },
  'no-drivers': { severity: 'warning', summary: 'no TARGET_DRIVER: nothing is served' },
  'no-handlers': { severity: 'warning', summary: 'no HANDLER: no device can be assigned' },
} as const satisfies Record<string, Fault>

export type FaultCode = keyof typeof FAULTS

/** Collects faults of one file. */
export class Faults {
  readonly found: Diagnostic[] = []
  readonly #file: ByteString
  readonly #lines: readonly ByteString[]

  /** `text` is what the ranges of faults are places in. */
  constructor(file: ByteString, text: ByteString) {
    this.#file = file
    this.#lines = text.split('\n')
  }

  /** `about` stands in the summary; `detail` says what would be right, where the table cannot. */
  add(code: FaultCode, range: Range, about: ByteString = '', detail?: ByteString): void {
    const fault: Fault = FAULTS[code]
    const better = detail ?? fault.detail
    this.found.push({
      severity: fault.severity,
      code,
      summary: fault.summary.replace('%', () => this.#discreet(about, range)),
      ...(better !== undefined && { detail: better }),
      file: this.#file,
      range,
    })
  }

  /** Of what may be an account only the name is told. */
  #discreet(about: ByteString, { start, end }: Range): ByteString {
    const told = withoutAccount(about)
    const secret = secretStart(this.#lines[start.line - 1] ?? '')
    return told === about && secret !== undefined && end.column - 1 > secret ? MASK : told
  }

  isOnLine(line: number): boolean {
    return this.found.some(({ range }) => range.start.line === line)
  }
}
