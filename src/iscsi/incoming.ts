import { BHS_LENGTH } from './pdu/bhs.ts'
import type { PduReader } from './reader.ts'

/** The PDU at hand, in place. One object for each connection: what must last longer has to be copied or held. */
export class Incoming {
  readonly #reader: PduReader
  /** A copy of a PDU that waited for its turn. */
  #copy: Buffer | undefined
  at = 0
  ahsLength = 0
  dataAt = 0
  dataLength = 0
  digestOk = true

  constructor(reader: PduReader) {
    this.#reader = reader
  }

  set(at: number, ahsLength: number, dataAt: number, dataLength: number, digestOk: boolean): void {
    this.#copy = undefined
    this.at = at
    this.ahsLength = ahsLength
    this.dataAt = dataAt
    this.dataLength = dataLength
    this.digestOk = digestOk
  }

  /** A PDU that was copied whole. */
  put(copy: Buffer, ahsLength: number, dataAt: number, dataLength: number): void {
    this.set(0, ahsLength, dataAt, dataLength, true)
    this.#copy = copy
  }

  get bytes(): Buffer {
    return this.#copy ?? this.#reader.bytes
  }

  get opcode(): number {
    return this.bytes[this.at]! & 0x3f
  }

  get immediate(): boolean {
    return (this.bytes[this.at]! & 0x40) !== 0
  }

  get itt(): number {
    return this.bytes.readUInt32BE(this.at + 16)
  }

  get cmdSN(): number {
    return this.bytes.readUInt32BE(this.at + 24)
  }

  get data(): Uint8Array {
    return this.bytes.subarray(this.dataAt, this.dataAt + this.dataLength)
  }

  /** With its additional segments, without digest. */
  get header(): Uint8Array {
    return this.bytes.subarray(this.at, this.at + BHS_LENGTH + this.ahsLength)
  }
}
