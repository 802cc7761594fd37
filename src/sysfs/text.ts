import type { ByteString } from '../lib/bytes.ts'

/** The mark of a value that differs from its default, on a line of its own behind it. */
export const KEY_MARK = '[key]'

/** Whether the mark stands anywhere in a file. */
export const isMarked = (content: ByteString): boolean => content.includes(KEY_MARK)

/** What an attribute file says: its first line, and whether the mark stands behind it. */
export interface Value {
  readonly text: ByteString
  readonly isKey: boolean
}

export function parseValue(content: ByteString): Value {
  const end = content.indexOf('\n')
  if (end < 0) return { text: content, isKey: false }
  return { text: content.slice(0, end), isKey: secondLine(content, end + 1).includes(KEY_MARK) }
}

function secondLine(content: ByteString, start: number): ByteString {
  const end = content.indexOf('\n', start)
  return end < 0 ? content.slice(start) : content.slice(start, end)
}

/** The name of the n-th value of an attribute that can repeat: `IncomingUser`, `IncomingUser1`, … */
export const numberedName = (name: ByteString, index: number): ByteString =>
  index === 0 ? name : `${name}${index}`

/** `IncomingUser12` is value 12 of `IncomingUser`; names with digits elsewhere (`t10_dev_id`) are not numbered. */
export function splitNumberedName(name: ByteString): { readonly name: ByteString; readonly index: number } {
  const match = /^([^0-9]+)([0-9]+)$/.exec(name)
  return match ? { name: match[1]!, index: Number(match[2]) } : { name, index: 0 }
}
