import type { ByteString } from './bytes.ts'

const BLANK = /[ \t\r\n\v\f]/
const SEPARATOR = /[ \t\r\n\v\f=]/

/** Cuts a command line as SCST's management files do. There is no quoting: quotes are bytes like any other. */
export class Words {
  #text: ByteString

  constructor(text: ByteString) {
    this.#text = text
  }

  /** What has not been cut off yet. */
  get rest(): ByteString {
    return this.#text
  }

  /** The next run of bytes that are neither blank nor `=`; empty at the end. */
  next(): ByteString {
    let start = 0
    while (start < this.#text.length && SEPARATOR.test(this.#text[start]!)) start++
    let end = start
    while (end < this.#text.length && !SEPARATOR.test(this.#text[end]!)) end++
    const word = this.#text.slice(start, end)
    this.#text = this.#text.slice(end + 1)
    return word
  }

  /** The rest at `;` and line ends. An empty piece ends the list; one of blanks does not. */
  *tokens(): Iterable<ByteString> {
    for (const token of this.#text.split(/[;\n]/)) {
      if (token === '') return
      yield token
    }
  }
}

/** Every word of a text. */
export const words = (text: ByteString): ByteString[] =>
  text.split(/[ \t\r\n\v\f=]+/).filter((word) => word !== '')

export const trimBlanks = (text: ByteString): ByteString => {
  let start = 0
  let end = text.length
  while (start < end && BLANK.test(text[start]!)) start++
  while (end > start && BLANK.test(text[end - 1]!)) end--
  return text.slice(start, end)
}
