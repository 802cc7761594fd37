import { chmodSync, readFileSync, statSync } from 'node:fs'
import type { Imported } from '../config/import/imported.ts'
import { hasControlByte } from '../config/import/text.ts'
import { GENERATED_BY } from '../config/scst/print.ts'
import { type ByteString, toBuffer } from '../lib/bytes.ts'
import { errnoOf, errnoText } from '../lib/errno.ts'
import { printAddressFile } from '../lib/initiator-addresses.ts'
import { faithfulText } from './faithful-text.ts'
import { openFile } from './file-destination.ts'

export interface Output {
  readonly file: ByteString
  readonly text: ByteString
}

/** The files of an import: scst.conf, and the address rules, if there are any, in a directory of scstd's. */
export const outputsOf = (
  imported: Imported,
  { file, rules, from }: { readonly file: ByteString; readonly rules: ByteString; readonly from: ByteString },
): Output[] => {
  const outputs = [{ file, text: confText(imported, from) }]
  for (const name of ['deny', 'allow'] as const) {
    if (imported[name].length === 0) continue
    outputs.push({ file: `${rules}/initiators.${name}`, text: printAddressFile(imported[name]) })
  }
  return outputs
}

/** scst.conf, which says in comments what is switched off and why. */
export const confText = ({ configuration, comments }: Imported, from: ByteString): ByteString => {
  const lines = faithfulText(configuration)
    .split('\n')
    .flatMap((line) => {
      const target = /^\tTARGET (.*?)(?: \{)?$/.exec(line)?.[1]
      const reasons = line.startsWith('TARGET_DRIVER iscsi')
        ? comments.get('')
        : target
          ? comments.get(target)
          : undefined
      const indent = target === undefined ? '' : '\t'
      return [...(reasons ?? []).map((why) => `${indent}# switched off: ${onOneLine(why)}`), line]
    })
  return lines
    .join('\n')
    .replace(GENERATED_BY, () => `# Imported from ${onOneLine(from)} by scstadmin import.`)
}

/** A reason may quote bytes of the old file; a line end among them must begin no line here. */
const onOneLine = (text: ByteString): ByteString =>
  [...text].map((byte) => (hasControlByte(byte) ? ' ' : byte)).join('')

/** Replaces a file in one step, for its owner's eyes only; one that was there stays as `FILE~`. */
export const writeOutput = ({ file, text }: Output): void => {
  try {
    if (isAlready(file, text)) chmodSync(toBuffer(file), 0o600)
    else openFile(file, 'private').write(text)
  } catch (error) {
    const errno = errnoOf(error)
    throw errno === undefined ? error : new UnwritableFile(file, errnoText(errno))
  }
}

export class UnwritableFile extends Error {
  constructor(file: ByteString, why: string) {
    super(`Unable to write '${file}': ${why}`)
    this.name = 'UnwritableFile'
  }
}

const isAlready = (file: ByteString, text: ByteString): boolean => {
  const isRegular = statSync(toBuffer(file), { throwIfNoEntry: false })?.isFile() ?? false
  return isRegular && readFileSync(toBuffer(file)).equals(toBuffer(text))
}
