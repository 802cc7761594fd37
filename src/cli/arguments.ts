import { readFileSync } from 'node:fs'
import { type ByteString, fromBuffer, fromUnicode } from '../lib/bytes.ts'

/** The words of the command line as bytes: Node's own `process.argv` loses those that are not UTF-8. */
export function ownArguments(argv: readonly string[] = process.argv): ByteString[] {
  const count = argv.length - 2
  const words = commandLine()?.split('\0').slice(0, -1) ?? []
  return words.length > count ? words.slice(words.length - count) : argv.slice(2).map(fromUnicode)
}

function commandLine(): ByteString | undefined {
  try {
    return fromBuffer(readFileSync('/proc/self/cmdline'))
  } catch {
    return undefined
  }
}
