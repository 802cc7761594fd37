import { layout, u16 } from '../lib/layout.ts'
import { type Attribute, decodeAttributes, encodeAttributes } from './attribute.ts'

/** Functions (RFC 4171 §4.1.3); a response has the uppermost bit set. */
export const FUNCTION = {
  DevAttrReg: 0x0001,
  DevAttrQry: 0x0002,
  DevDereg: 0x0004,
  SCNReg: 0x0005,
  SCNDereg: 0x0006,
  SCN: 0x0008,
  ESI: 0x000d,
} as const
export type FunctionName = keyof typeof FUNCTION

export const RESPONSE = 0x8000

/** RFC 4171 §5.1.4. */
const FLAG = { client: 0x8000, replace: 0x1000, last: 0x0800, first: 0x0400 } as const

/** Status codes (RFC 4171 §5.4) that we act on. */
export const STATUS = {
  successful: 0,
  'no such entry': 9,
  'source unknown': 16,
  'ESI not available': 21,
} as const

const Header = layout(12, {
  version: u16(0),
  functionId: u16(2),
  length: u16(4),
  flags: u16(6),
  transactionId: u16(8),
  sequenceId: u16(10),
})

/** Longest payload of one PDU, in bytes; longer messages go in several. */
const MAX_PAYLOAD = 65532

/** Longest message that is put together from them, in bytes with their headers. */
export const MAX_MESSAGE = 262144

export interface Message {
  readonly functionId: number
  readonly transactionId: number
  /** Of a response. */
  readonly status?: number | undefined
  readonly attributes: readonly Attribute[]
  /** A registration that takes the place of everything that was registered. */
  readonly replaces?: boolean
}

export const isResponse = ({ functionId }: { readonly functionId: number }): boolean =>
  (functionId & RESPONSE) !== 0

export function encodeMessage({ functionId, transactionId, status, attributes, replaces }: Message): Buffer {
  const code = Buffer.alloc(isResponse({ functionId }) ? 4 : 0)
  if (code.length > 0) code.writeUInt32BE(status ?? 0)
  const payload = Buffer.concat([code, encodeAttributes(attributes)])
  const count = Math.max(1, Math.ceil(payload.length / MAX_PAYLOAD))
  const pdus = Array.from({ length: count }, (_, sequenceId) => {
    const part = payload.subarray(sequenceId * MAX_PAYLOAD, (sequenceId + 1) * MAX_PAYLOAD)
    const flags =
      FLAG.client |
      (replaces ? FLAG.replace : 0) |
      (sequenceId === 0 ? FLAG.first : 0) |
      (sequenceId === count - 1 ? FLAG.last : 0)
    const header = Header.build({
      version: 1,
      functionId,
      length: part.length,
      flags,
      transactionId,
      sequenceId,
    })
    return Buffer.concat([header.bytes, part])
  })
  return Buffer.concat(pdus)
}

/** Puts messages together from a stream of PDUs. */
export class MessageReader {
  #input: Buffer = Buffer.alloc(0)
  #parts: Buffer[] = []
  #length = 0

  /** The messages that the bytes complete; an error when they are no iSNS, or one of them is too long. */
  read(bytes: Buffer): Message[] {
    this.#input = Buffer.concat([this.#input, bytes])
    const messages: Message[] = []
    while (this.#input.length >= Header.size) {
      const header = Header.view(this.#input)
      if (header.version !== 1) throw new Error(`iSNS version ${header.version}, only 1 is spoken`)
      const end = Header.size + header.length
      if (this.#length + end > MAX_MESSAGE)
        throw new Error(`an iSNS message of more than ${MAX_MESSAGE} bytes`)
      if (this.#input.length < end) break
      this.#length += end
      this.#parts.push(this.#input.subarray(Header.size, end))
      const { functionId, transactionId } = header
      if (header.flags & FLAG.last) messages.push(message(functionId, transactionId, this.#take()))
      this.#input = this.#input.subarray(end)
    }
    return messages
  }

  #take(): Buffer {
    const whole = Buffer.concat(this.#parts)
    this.#parts = []
    this.#length = 0
    return whole
  }
}

function message(functionId: number, transactionId: number, payload: Buffer): Message {
  const hasStatus = isResponse({ functionId }) && payload.length >= 4
  return {
    functionId,
    transactionId,
    status: hasStatus ? payload.readUInt32BE(0) : undefined,
    attributes: decodeAttributes(hasStatus ? payload.subarray(4) : payload),
  }
}
