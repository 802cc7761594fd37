import { type ByteString, toBuffer } from '../../lib/bytes.ts'

/** RFC 7143 §4.2.7.1, in bytes. */
const MAX_NAME = 223

/** RFC 3722 §6: of ASCII only these, and none of the prohibited tables (ideographic full stop among them). */
const ASCII = /^[a-z0-9.:-]$/
const PROHIBITED =
  /[\p{White_Space}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u3002\ufff9-\uffff\u2ff0-\u2ffb]/u

/** Why an initiator's name is none (it travels normalised, RFC 7143 §4.2.7.2); undefined when it is one. */
export function nameFault(name: ByteString): string | undefined {
  if (name.length > MAX_NAME) return `Name is too long: ${name} (${name.length})`
  const bytes = toBuffer(name)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return `Invalid UTF-8: ${name}`
  for (const character of text) {
    const allowed = character < '\x80' ? ASCII.test(character) : !PROHIBITED.test(character)
    if (!allowed) return `Name contains invalid character: ${Buffer.from(character).toString('latin1')}`
  }
  return undefined
}
