import { STATUS } from './task.ts'

/** Sense key, additional sense code and qualifier (SPC). */
export interface SenseCode {
  readonly key: number
  readonly asc: number
  readonly ascq: number
}

const code = (key: number, asc: number, ascq: number): SenseCode => ({ key, asc, ascq })

/** By T10's names. */
export const SENSE = {
  'NO ADDITIONAL SENSE INFORMATION': code(0, 0x00, 0x00),

  'LOGICAL UNIT NOT READY, FORMAT IN PROGRESS': code(2, 0x04, 0x04),
  'ASYMMETRIC ACCESS STATE TRANSITION': code(2, 0x04, 0x0a),
  'TARGET PORT IN STANDBY STATE': code(2, 0x04, 0x0b),
  'TARGET PORT IN UNAVAILABLE STATE': code(2, 0x04, 0x0c),
  'LOGICAL UNIT NOT READY, OFFLINE': code(2, 0x04, 0x12),
  'LOGICAL UNIT NOT READY, SANITIZE IN PROGRESS': code(2, 0x04, 0x1b),
  'MEDIUM NOT PRESENT': code(2, 0x3a, 0x00),

  'PERIPHERAL DEVICE WRITE FAULT': code(3, 0x03, 0x00),
  'UNRECOVERED READ ERROR': code(3, 0x11, 0x00),
  'SANITIZE COMMAND FAILED': code(3, 0x31, 0x03),

  'INTERNAL TARGET FAILURE': code(4, 0x44, 0x00),
  'SET TARGET PORT GROUPS COMMAND FAILED': code(4, 0x67, 0x0a),

  'OPERATION IN PROGRESS': code(5, 0x00, 0x16),
  'INVALID FIELD IN COMMAND INFORMATION UNIT': code(5, 0x0e, 0x03),
  'PARAMETER LIST LENGTH ERROR': code(5, 0x1a, 0x00),
  'INVALID COMMAND OPERATION CODE': code(5, 0x20, 0x00),
  'LOGICAL BLOCK ADDRESS OUT OF RANGE': code(5, 0x21, 0x00),
  'INVALID FIELD IN CDB': code(5, 0x24, 0x00),
  'LOGICAL UNIT NOT SUPPORTED': code(5, 0x25, 0x00),
  'INVALID FIELD IN PARAMETER LIST': code(5, 0x26, 0x00),
  'INVALID RELEASE OF PERSISTENT RESERVATION': code(5, 0x26, 0x04),
  'TOO MANY TARGET DESCRIPTORS': code(5, 0x26, 0x06),
  'UNSUPPORTED TARGET DESCRIPTOR TYPE CODE': code(5, 0x26, 0x07),
  'TOO MANY SEGMENT DESCRIPTORS': code(5, 0x26, 0x08),
  'UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE': code(5, 0x26, 0x09),
  'INLINE DATA LENGTH EXCEEDED': code(5, 0x26, 0x0b),
  'SAVING PARAMETERS NOT SUPPORTED': code(5, 0x39, 0x00),
  'INVALID MESSAGE ERROR': code(5, 0x49, 0x00),
  'MEDIUM REMOVAL PREVENTED': code(5, 0x53, 0x02),
  'INSUFFICIENT REGISTRATION RESOURCES': code(5, 0x55, 0x04),

  'MEDIUM MAY HAVE CHANGED': code(6, 0x28, 0x00),
  'POWER ON, RESET, OR BUS DEVICE RESET OCCURRED': code(6, 0x29, 0x00),
  'I_T NEXUS LOSS OCCURRED': code(6, 0x29, 0x07),
  'MODE PARAMETERS CHANGED': code(6, 0x2a, 0x01),
  'RESERVATIONS PREEMPTED': code(6, 0x2a, 0x03),
  'RESERVATIONS RELEASED': code(6, 0x2a, 0x04),
  'REGISTRATIONS PREEMPTED': code(6, 0x2a, 0x05),
  'ASYMMETRIC ACCESS STATE CHANGED': code(6, 0x2a, 0x06),
  'CAPACITY DATA HAS CHANGED': code(6, 0x2a, 0x09),
  'COMMANDS CLEARED BY ANOTHER INITIATOR': code(6, 0x2f, 0x00),
  'THIN PROVISIONING SOFT THRESHOLD REACHED': code(6, 0x38, 0x07),
  'INQUIRY DATA HAS CHANGED': code(6, 0x3f, 0x03),
  'REPORTED LUNS DATA HAS CHANGED': code(6, 0x3f, 0x0e),

  'WRITE PROTECTED': code(7, 0x27, 0x00),
  'SPACE ALLOCATION FAILED WRITE PROTECT': code(7, 0x27, 0x07),

  'COPY ABORTED': code(0xa, 0x00, 0x00),
  'THIRD PARTY DEVICE FAILURE': code(0xa, 0x0d, 0x01),
  'COPY TARGET DEVICE NOT REACHABLE': code(0xa, 0x0d, 0x02),

  'MISCOMPARE DURING VERIFY OPERATION': code(0xe, 0x1d, 0x00),
} as const
export type SenseName = keyof typeof SENSE

/** What sense data say beside the code (SPC-4 4.5.2). */
export interface SenseDetail {
  /** Field in the CDB or the parameter list that is wrong. */
  readonly field?: { readonly in: 'CDB' | 'list'; readonly byte: number; readonly bit?: number | undefined }
  /** INFORMATION field. */
  readonly information?: number
  /** Of 65536. */
  readonly progress?: number
  /** Of an earlier command that was answered before it failed (SPC-4 4.5.7). */
  readonly deferred?: boolean
  /** EXTENDED COPY: segment descriptor, and the offset in it of the wrong field. */
  readonly segment?: { readonly index: number; readonly byte: number }
}

/** A command that ends with anything but GOOD; caught in `execute` alone. */
export class ScsiError extends Error {
  readonly status: number
  readonly sense: SenseCode | undefined
  readonly detail: SenseDetail

  constructor(status: number, sense: SenseName | SenseCode | undefined, detail: SenseDetail = {}) {
    super(typeof sense === 'string' ? sense : `SCSI status ${status}`)
    this.name = 'ScsiError'
    this.status = status
    this.sense = typeof sense === 'string' ? SENSE[sense] : sense
    this.detail = detail
  }
}

/** CHECK CONDITION. */
export const checkCondition = (sense: SenseName | SenseCode, detail?: SenseDetail): ScsiError =>
  new ScsiError(STATUS.CHECK_CONDITION, sense, detail)

/** INVALID FIELD IN CDB; `bit` is the most significant wrong bit, left out where a whole byte is meant. */
export const invalidField = (byte: number, bit?: number): ScsiError =>
  checkCondition('INVALID FIELD IN CDB', { field: { in: 'CDB', byte, bit } })

/** INVALID FIELD IN PARAMETER LIST. */
export const invalidParameter = (byte: number, bit?: number): ScsiError =>
  checkCondition('INVALID FIELD IN PARAMETER LIST', { field: { in: 'list', byte, bit } })

export const reservationConflict = (): ScsiError => new ScsiError(STATUS.RESERVATION_CONFLICT, undefined)

/** Sense data as sent (SPC-4 4.5.2 descriptor format, 4.5.3 fixed format). */
export const senseData = (sense: SenseCode, detail: SenseDetail, descriptor: boolean): Buffer =>
  descriptor ? descriptorFormat(sense, detail) : fixedFormat(sense, detail)

function fixedFormat(sense: SenseCode, detail: SenseDetail): Buffer {
  const bytes = Buffer.alloc(18)
  bytes[0] = detail.deferred ? 0x71 : 0x70
  bytes[2] = sense.key
  bytes[7] = 10
  bytes[12] = sense.asc
  bytes[13] = sense.ascq
  bytes.set(specific(detail), 15)
  if (detail.information !== undefined && detail.information < 2 ** 32) {
    bytes[0]! |= 0x80
    bytes.writeUInt32BE(detail.information, 3)
  }
  if (detail.segment !== undefined) bytes.writeUInt16BE(detail.segment.index, 10)
  return bytes
}

function descriptorFormat(sense: SenseCode, detail: SenseDetail): Buffer {
  const descriptors: Buffer[] = []
  if (detail.information !== undefined) {
    const information = Buffer.from([0x00, 0x0a, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    information.writeBigUInt64BE(BigInt(detail.information), 4)
    descriptors.push(information)
  }
  if (detail.segment !== undefined) {
    const command = Buffer.from([0x01, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    command.writeUInt16BE(detail.segment.index, 6)
    descriptors.push(command)
  }
  const [a = 0, b = 0, c = 0] = specific(detail)
  if (a !== 0) descriptors.push(Buffer.from([0x02, 0x06, 0, 0, a, b, c, 0]))
  const additional = Buffer.concat(descriptors)
  const header = Buffer.from([
    detail.deferred ? 0x73 : 0x72,
    sense.key,
    sense.asc,
    sense.ascq,
    0,
    0,
    0,
    additional.length,
  ])
  return Buffer.concat([header, additional])
}

/** The three sense-key specific bytes (SPC-4 4.5.2.4). */
function specific({ field, progress, segment }: SenseDetail): Uint8Array {
  if (progress !== undefined) return Uint8Array.of(0x80, progress >> 8, progress & 0xff)
  if (segment !== undefined) return Uint8Array.of(0xa0, segment.byte >> 8, segment.byte & 0xff)
  if (field === undefined) return Uint8Array.of(0, 0, 0)
  const pointer = (field.in === 'CDB' ? 0xc0 : 0x80) | (field.bit === undefined ? 0 : 0x08 | field.bit)
  return Uint8Array.of(pointer, field.byte >> 8, field.byte & 0xff)
}
