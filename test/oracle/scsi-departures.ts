/**
 * Where our devices answer otherwise than SCST's, by rule: the CDB, what was recorded and what we say tell, never a
 * record's name. Each rule is a row of our own standard-conforming choices; the table of results counts by `name`.
 */
export interface Answered {
  readonly status: number
  /** Hex. */
  readonly sense: string
  readonly data: string
}

/** The device as the recording's setup and the commands so far have left it. */
export interface DeviceState {
  readonly handler: 'vdisk_fileio' | 'vdisk_blockio' | 'vdisk_nullio' | 'vcdrom'
  readonly blockSize: number
  readonly removable: boolean
  /** A drive without a medium. */
  readonly isEmpty: boolean
  /** An initiator took the medium out, which had no effect on the original. */
  readonly isEjected: boolean
  /** The state that was last given to a target group. */
  readonly accessState: string
  /** The original lost the session before, and with it the commands in process. */
  readonly sessionLost: boolean
}

export interface Comparison extends DeviceState {
  readonly cdb: Buffer
  readonly alloc: number
  readonly out: Buffer | undefined
  readonly recorded: Answered
  readonly ours: Answered
}

interface Departure {
  readonly name: string
  holds(comparison: Comparison): boolean
}

/** The rule by which ours differs, or undefined: then it is a difference. */
export const scsiDeparture = (comparison: Comparison): string | undefined =>
  DEPARTURES.find(({ holds }) => holds(comparison))?.name

/** `KASCQQ`, key, code and qualifier, in either sense format; empty without sense. */
export function senseCode({ sense }: Answered): string {
  if (sense === '') return ''
  return Number.parseInt(sense.slice(0, 2), 16) % 0x80 >= 0x72
    ? sense[3]! + sense.slice(4, 8)
    : sense[5]! + sense.slice(24, 28)
}

const opcode = ({ cdb }: Comparison) => cdb[0]!
const action = ({ cdb }: Comparison) => cdb[1]! & 0x1f
const oneOf = (comparison: Comparison, ...opcodes: number[]) => opcodes.includes(opcode(comparison))
const good = ({ status }: Answered) => status === 0
const conflict = ({ status }: Answered) => status === 0x18
const recordedAs = ({ recorded }: Comparison, ...codes: string[]) => codes.includes(senseCode(recorded))
const oursIs = ({ ours }: Comparison, ...codes: string[]) => codes.includes(senseCode(ours))
const onDisk = ({ handler }: Comparison) => handler !== 'vcdrom'
const onCdrom = ({ handler }: Comparison) => handler === 'vcdrom'

const READS = [0x08, 0x28, 0xa8, 0x88]
const WRITES = [0x0a, 0x2a, 0xaa, 0x8a, 0x2e, 0xae, 0x8e]
const VERIFIES = [0x2f, 0xaf, 0x8f]
const NOT_FOUND = ['52000', '52400', '54900', '44400', '23a00']
/** What no answer of ours may be that has a rule. */
const FAULTS = ['44400', '31100', '30300']

/** A full status: generation, then each registration with its TransportID as text, the ISID as `isidOf` has it. */
function registrations({ data }: Answered, isidOf: (isid: string) => string): string[] {
  const bytes = Buffer.from(data, 'hex')
  const found = [bytes.toString('hex', 0, 4)]
  for (let at = 8; at + 24 <= bytes.length; ) {
    const end = at + 24 + bytes.readUInt32BE(at + 20)
    const id = bytes.toString('latin1', at + 28, end).replace(/\0+$/, '')
    const name = id.replace(/(?<=,i,0x)[0-9a-f]{1,12}$/, isidOf)
    found.push(`${bytes.toString('hex', at, at + 20)} ${name}`)
    at = end
  }
  return found
}

const onTheWire = (isid: string) => Buffer.from(isid.padStart(12, '0'), 'hex').reverse().toString('hex')

const DEPARTURES: readonly Departure[] = [
  {
    name: 'the name of an initiator port has its ISID as it is on the wire',
    holds: (c) =>
      oneOf(c, 0x5e) &&
      action(c) === 3 &&
      good(c.recorded) &&
      registrations(c.ours, String).join() === registrations(c.recorded, onTheWire).join(),
  },
  {
    name: 'write protection is 7/27/00',
    holds: (c) => recordedAs(c, '70000') && oursIs(c, '72700'),
  },
  {
    name: 'the range comes before everything but the CDB on every device',
    holds: (c) =>
      (c.handler === 'vdisk_blockio' || c.handler === 'vdisk_nullio') &&
      oursIs(c, '52100') &&
      (conflict(c.recorded) || /^(70000|6....|204..)$/.test(senseCode(c.recorded))),
  },
  {
    name: 'an unknown service action of MAINTENANCE IN, OUT is a field of the CDB',
    holds: (c) => oneOf(c, 0xa3, 0xa4) && recordedAs(c, '44400', '54900', '23a00') && oursIs(c, '52400'),
  },
  {
    name: 'PERSISTENT RESERVE OUT needs its list',
    holds: (c) =>
      oneOf(c, 0x5f) &&
      c.cdb.readUInt32BE(5) < 24 &&
      (good(c.recorded) || conflict(c.recorded)) &&
      oursIs(c, '51a00'),
  },
  {
    name: 'REGISTER AND MOVE without a new key is a fault of the list',
    holds: (c) => oneOf(c, 0x5f) && action(c) === 7 && recordedAs(c, '52400') && oursIs(c, '52600'),
  },
  {
    name: 'PERSISTENT RESERVE IN is truncated',
    holds: (c) =>
      oneOf(c, 0x5e) &&
      c.cdb.readUInt16BE(7) < 8 &&
      good(c.recorded) &&
      c.recorded.data === '' &&
      good(c.ours),
  },
  {
    name: 'PERSISTENT RESERVE IN has the record that just fits',
    holds: (c) =>
      oneOf(c, 0x5e) &&
      action(c) === 3 &&
      c.ours.data.length === 2 * c.cdb.readUInt16BE(7) &&
      c.ours.data.startsWith(c.recorded.data),
  },
  {
    name: 'REQUEST SENSE obeys DESC',
    holds: (c) => oneOf(c, 0x03) && (c.cdb[1]! & 1) === 1 && c.ours.data.startsWith('72'),
  },
  {
    name: 'READ CAPACITY(16) looks at the whole address, takes any allocation length',
    holds: (c) =>
      oneOf(c, 0x9e) &&
      action(c) === 0x10 &&
      (oursIs(c, '52400')
        ? c.cdb.readBigUInt64BE(2) !== 0n && (c.cdb[14]! & 1) === 0
        : c.cdb.readUInt32BE(10) > 128 && recordedAs(c, '52400')),
  },
  {
    name: 'SYNCHRONIZE CACHE checks its whole range',
    holds: (c) => oneOf(c, 0x35, 0x91) && good(c.recorded) && oursIs(c, '52100'),
  },
  {
    name: 'UNMAP with less than a header',
    holds: (c) => oneOf(c, 0x42) && c.cdb.readUInt16BE(7) < 8 && oursIs(c, '51a00'),
  },
  {
    name: 'MODE SELECT reads several pages, and all before it applies one',
    holds: (c) => oneOf(c, 0x15, 0x55) && pagesIn(c) > 1 && !oursIs(c, ...FAULTS),
  },
  {
    name: 'offline is 04/12',
    holds: (c) => c.accessState === 'offline' && recordedAs(c, '2040c') && oursIs(c, '20412'),
  },
  {
    name: 'REPORT LUNS knows that there are no well known units, and sorts',
    holds: (c) => oneOf(c, 0xa0) && (c.cdb[2] === 1 ? c.ours.data === '00'.repeat(8) : sameLuns(c)),
  },
  {
    name: 'REPORT SUPPORTED OPERATION CODES: unsupported is 001b, option 3, and what we have more',
    holds: (c) => oneOf(c, 0xa3) && action(c) === 0x0c && onDisk(c) && opcodesAgree(c),
  },
  {
    name: 'REPORT SUPPORTED OPERATION CODES, TASK MANAGEMENT FUNCTIONS in every access state',
    holds: (c) =>
      oneOf(c, 0xa3) &&
      (action(c) === 0x0c || action(c) === 0x0d) &&
      /^204..$/.test(senseCode(c.recorded)) &&
      good(c.ours),
  },
  {
    name: 'a CD-ROM that answers like one',
    holds: (c) => onCdrom(c) && isCdromAddition(c) && recordedAs(c, ...NOT_FOUND) && !oursIs(c, ...FAULTS),
  },
  {
    name: 'READ TOC in MSF form',
    holds: (c) =>
      oneOf(c, 0x43) &&
      (c.cdb[1]! & 2) !== 0 &&
      good(c.recorded) &&
      c.recorded.data.length === c.ours.data.length,
  },
  {
    name: 'READ(6) of blocks on a CD-ROM',
    holds: (c) => oneOf(c, 0x08) && onCdrom(c) && (good(c.ours) || oursIs(c, '52100', '23a00')),
  },
  {
    name: 'without a medium only what needs one is refused',
    holds: (c) =>
      onCdrom(c) && c.isEmpty && recordedAs(c, '23a00') && !needsMedium(c) && !oursIs(c, ...FAULTS),
  },
  {
    name: 'MODE SELECT without a medium: D_SENSE counts from then on',
    holds: (c) =>
      onCdrom(c) && c.isEmpty && senseCode(c.recorded) === senseCode(c.ours) && c.ours.sense.startsWith('72'),
  },
  {
    name: 'a session that hung left its registration behind',
    holds: (c) => c.sessionLost && oneOf(c, 0x16, 0x17, 0x56, 0x57, 0x5e, 0x5f) && !oursIs(c, ...FAULTS),
  },
  {
    name: 'XDWRITEREAD is no command',
    holds: (c) => oneOf(c, 0x53) && recordedAs(c, '54900') && oursIs(c, '52000'),
  },
  {
    name: 'READ and WRITE without room or data are overflows',
    holds: (c) => oneOf(c, ...READS, ...WRITES) && recordedAs(c, '54900') && good(c.ours),
  },
  {
    name: 'BYTCHK 11b of VERIFY, 10b of WRITE AND VERIFY',
    holds: (c) =>
      (oneOf(c, ...VERIFIES) &&
        (c.cdb[1]! & 6) === 6 &&
        recordedAs(c, '52400') &&
        !oursIs(c, '52400', ...FAULTS)) ||
      (oneOf(c, 0x2e, 0xae, 0x8e) && (c.cdb[1]! & 6) === 4 && oursIs(c, '52400')),
  },
  {
    name: 'COMPARE AND WRITE of no blocks takes no data',
    holds: (c) => oneOf(c, 0x89) && c.cdb[13] === 0 && c.out !== undefined && oursIs(c, '52400'),
  },
  {
    name: 'WRITE SAME with NDOB alone',
    holds: (c) =>
      oneOf(c, 0x93) && (c.cdb[1]! & 9) === 1 && recordedAs(c, '52400') && !oursIs(c, '52400', ...FAULTS),
  },
  {
    name: 'WRITE SAME wants one block of data',
    holds: (c) => oneOf(c, 0x41, 0x93) && (c.out?.length ?? 0) !== c.blockSize && oursIs(c, '52400', '72700'),
  },
  {
    name: 'PREVENT and eject take effect',
    holds: (c) =>
      c.removable &&
      ((oneOf(c, 0x1b) && good(c.recorded) && oursIs(c, '55302')) ||
        (c.isEjected && needsMedium(c) && oursIs(c, '23a00'))),
  },
  {
    name: 'RESERVE(10) looks for the third party in its own place',
    holds: (c) => oneOf(c, 0x56) && ((c.cdb[1]! & 0x10) !== 0 || (c.cdb[2]! & 0x10) !== 0),
  },
  {
    name: 'SEND DIAGNOSTIC has no pages',
    holds: (c) => oneOf(c, 0x1d) && good(c.recorded) && oursIs(c, '52400'),
  },
  {
    name: 'EXTENDED COPY with less than a header; all of the failed segment is counted',
    holds: (c) =>
      (oneOf(c, 0x83) && c.cdb.readUInt32BE(10) < 16 && recordedAs(c, '52400') && oursIs(c, '51a00')) ||
      (oneOf(c, 0x84) && action(c) === 4 && sameBut(c.recorded.data, c.ours.data, 3, 4)),
  },
  {
    name: 'what a block device says of itself, and at most 1 Mi blocks in an UNMAP',
    holds: (c) =>
      c.handler === 'vdisk_blockio' &&
      oneOf(c, 0x12) &&
      c.cdb[2] === 0xb0 &&
      sameBut(c.recorded.data, c.ours.data, 12, 36),
  },
  {
    name: 'PRE-FETCH, ORWRITE, READ DEFECT DATA, GET LBA STATUS on disks',
    holds: (c) =>
      onDisk(c) &&
      (oneOf(c, 0x34, 0x90, 0x8b, 0x37, 0xb7) || (oneOf(c, 0x9e) && action(c) === 0x12)) &&
      recordedAs(c, '52000', '52400') &&
      !oursIs(c, ...FAULTS),
  },
  {
    name: 'what a null device had in memory is nobody’s business',
    holds: (c) =>
      c.handler === 'vdisk_nullio' &&
      oneOf(c, ...READS) &&
      good(c.recorded) &&
      c.recorded.data.length === c.ours.data.length,
  },
  {
    name: 'where a COMPARE AND WRITE differs depends on data that the recording abbreviates',
    holds: (c) => oneOf(c, 0x89) && recordedAs(c, 'e1d00') && oursIs(c, 'e1d00'),
  },
]

/** Commands on the medium that drives do not have. */
const DISK_ONLY = [0x04, 0x34, 0x37, 0x41, 0x42, 0x83, 0x89, 0x8b, 0x90, 0x93, 0xb7]

/** Commands that a drive without a medium refuses (SBC-3, MMC-6). */
function needsMedium(c: Comparison): boolean {
  if (oneOf(c, 0x00, 0x25, 0x35, 0x91, ...READS, ...VERIFIES)) return true
  if (oneOf(c, ...(onCdrom(c) ? [0x43, 0x51, 0x52] : [...WRITES, ...DISK_ONLY]))) return true
  return oneOf(c, 0x9e) && (action(c) === 0x10 || action(c) === 0x12)
}

/** Commands of MMC and SPC that SCST's CD-ROM lacks. */
function isCdromAddition(c: Comparison): boolean {
  if (oneOf(c, 0x1a, 0x5a)) return (c.cdb[2]! & 0x3f) === 0x2a
  return oneOf(c, 0x46, 0x4a, 0x51, 0x52, 0xbb, 0xbd, 0x5e, 0x5f, 0x9e, 0xa3, 0xa4)
}

/** Mode pages in the parameter list, behind its header and block descriptor. */
function pagesIn({ cdb, out = Buffer.alloc(0) }: Comparison): number {
  const [header, descriptor] = cdb[0] === 0x15 ? [4, out[3]] : [8, out[7]]
  let pages = 0
  for (let at = header + (descriptor ?? 0); at + 2 <= out.length; at += 2 + out[at + 1]!) pages++
  return pages
}

function sameLuns({ recorded, ours }: Comparison): boolean {
  const luns = (data: string) => (data.slice(16).match(/.{16}/g) ?? []).sort().join()
  return recorded.data.slice(0, 16) === ours.data.slice(0, 16) && luns(recorded.data) === luns(ours.data)
}

/** What ours executes and SCST's list does not have. */
const UNLISTED = ['1e', '34', '37', '48', '84', '8b', '90', '9e', 'b7']

function opcodesAgree(c: Comparison): boolean {
  const { cdb, recorded, ours } = c
  const option = cdb[2]! & 7
  if (option === 3) return senseCode(recorded) === '52400' && good(ours)
  if (option === 0) return listsAgree(recorded.data, ours.data, (cdb[2]! & 0x80) !== 0)
  if (!'00000000'.startsWith(recorded.data.slice(0, 8))) return false
  return '00010000'.startsWith(ours.data) || UNLISTED.includes(cdb.toString('hex', 3, 4))
}

/** Ours has the recorded commands in their order, with others between or behind; either may be cut off. */
function listsAgree(recorded: string, ours: string, withTimeouts: boolean): boolean {
  const size = withTimeouts ? 40 : 16
  const commands = (data: string) => data.slice(8).match(new RegExp(`.{1,${size}}`, 'g')) ?? []
  const rest = commands(ours)
  const isCut = ours.length < 8 + 2 * Number.parseInt(ours.slice(0, 8), 16)
  return commands(recorded).every((one) => {
    const at = rest.findIndex((other) => other.startsWith(one))
    if (at >= 0) rest.splice(0, at + 1)
    return at >= 0 || isCut
  })
}

/** Equal but for the bytes from `from` to `to`. */
const sameBut = (a: string, b: string, from: number, to: number): boolean =>
  a.slice(0, 2 * from) + a.slice(2 * to) === b.slice(0, 2 * from) + b.slice(2 * to)
