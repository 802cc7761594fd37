import type { ByteString } from '../../../lib/bytes.ts'
import type { Range } from '../../diagnostic.ts'
import { isProcfsForm } from '../../procfs/sections.ts'
import { onLine } from '../syntax.ts'

/** The line that makes scstadmin take the file for one of the procfs form, even within a value. */
export function findOldForm(
  text: ByteString,
): { range: Range; text: ByteString; isMeant: boolean } | undefined {
  if (!isProcfsForm(text)) return undefined
  const lines = text.split('\n')
  const index = lines.findIndex((line) => isProcfsForm(`${line}\n`))
  const line = lines[index] ?? ''
  const start = Math.max(0, line.indexOf('['))
  return {
    range: onLine(index + 1, start, line.lastIndexOf(']') + 1),
    text: line.slice(start, line.lastIndexOf(']') + 1),
    isMeant: line.trimStart().startsWith('['),
  }
}
