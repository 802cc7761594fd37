import type { ByteString } from '../../lib/bytes.ts'

/** Longest text that is put together from PDUs with the C bit, in bytes (RFC 7143 §6.1). */
const MAX_TEXT = 65536

/** Joins the text of PDUs with the C bit (RFC 7143 §6.2). */
export class TextGathering {
  #text = ''

  /** The whole text once its last PDU is there; an error when it is longer than we take. */
  add(part: ByteString, more: boolean): ByteString | undefined {
    this.#text += part
    if (this.#text.length > MAX_TEXT) throw new RangeError(`more than ${MAX_TEXT} bytes of text`)
    if (more) return undefined
    const whole = this.#text
    this.#text = ''
    return whole
  }
}

/** Text in pieces that fit a data segment; always at least one. */
export function pieces(text: ByteString, limit: number): ByteString[] {
  const all: ByteString[] = []
  for (let at = 0; at < text.length; at += limit) all.push(text.slice(at, at + limit))
  return all.length > 0 ? all : ['']
}
