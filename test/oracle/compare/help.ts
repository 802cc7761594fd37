import type { ByteString } from '../../../src/lib/bytes.ts'

/** The options of a help text with their arguments, in order; the prose beside them is free. */
export const optionsOf = (help: ByteString): ByteString =>
  help
    .replace(/^Examples:[\s\S]*/m, '')
    .split('\n')
    .filter((line) => /^ +\[?-/.test(line))
    .map((line) => line.replace(/ +: .*$/, '').trim())
    .join('\n')

export const isHelp = (stdout: ByteString): boolean => /^\s*Usage:\s*$/m.test(stdout)
