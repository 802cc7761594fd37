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

export interface Comparison {
  readonly cdb: Buffer
  readonly alloc: number
  readonly out: Buffer | undefined
  readonly kind: 'disk' | 'cdrom'
  readonly removable: boolean
  readonly onBlockDevice: boolean
  /** The original lost the session before, and with it the commands in process. */
  readonly sessionLost: boolean
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
const recordedAs = ({ recorded }: Comparison, ...codes: string[]) => codes.includes(senseCode(recorded))
const oursIs = ({ ours }: Comparison, ...codes: string[]) => codes.includes(senseCode(ours))

const READS = [0x08, 0x28, 0xa8, 0x88]
const WRITES = [0x0a, 0x2a, 0xaa, 0x8a, 0x2e, 0xae, 0x8e]
const NOT_FOUND = ['52000', '52400', '54900', '44400', '23a00']

const DEPARTURES: readonly Departure[] = [
  {
    name: 'write protection is 7/27/00',
    holds: (c) => recordedAs(c, '70000') && oursIs(c, '72700'),
  },
  {
    name: 'an unknown service action of MAINTENANCE IN, OUT is a field of the CDB',
    holds: (c) => oneOf(c, 0xa3, 0xa4) && recordedAs(c, '44400', '54900', '23a00') && oursIs(c, '52400'),
  },
  {
    name: 'PERSISTENT RESERVE OUT needs its list',
    holds: (c) => oneOf(c, 0x5f) && c.cdb.readUInt32BE(5) < 24 && good(c.recorded) && oursIs(c, '51a00'),
  },
  {
    name: 'PERSISTENT RESERVE IN is truncated',
    holds: (c) => oneOf(c, 0x5e) && c.cdb.readUInt16BE(7) < 8 && c.recorded.data === '' && good(c.ours),
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
        : c.cdb.readUInt32BE(10) > 128),
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
    holds: (c) => oneOf(c, 0x15, 0x55) && (c.out?.length ?? 0) > 28,
  },
  { name: 'offline is 04/12', holds: (c) => recordedAs(c, '2040c') && oursIs(c, '20412') },
  {
    name: 'REPORT LUNS knows that there are no well known units, and sorts',
    holds: (c) => oneOf(c, 0xa0) && (c.cdb[2] === 1 || sameLuns(c)),
  },
  {
    name: 'REPORT SUPPORTED OPERATION CODES: unsupported is 001b, option 3, and what we have more',
    holds: (c) => oneOf(c, 0xa3) && action(c) === 0x0c && c.kind === 'disk' && opcodesAgree(c),
  },
  {
    name: 'a CD-ROM that answers like one',
    holds: (c) => c.kind === 'cdrom' && isCdromAddition(c) && recordedAs(c, ...NOT_FOUND),
  },
  {
    name: 'READ TOC in MSF form',
    holds: (c) => oneOf(c, 0x43) && (c.cdb[1]! & 2) !== 0 && good(c.recorded) && good(c.ours),
  },
  { name: 'READ(6) of blocks on a CD-ROM', holds: (c) => oneOf(c, 0x08) && c.kind === 'cdrom' },
  {
    name: 'without a medium only what needs one is refused',
    holds: (c) => c.kind === 'cdrom' && recordedAs(c, '23a00') && !oursIs(c, '23a00'),
  },
  {
    name: 'MODE SELECT without a medium: D_SENSE counts from then on',
    holds: (c) =>
      c.kind === 'cdrom' && senseCode(c.recorded) === senseCode(c.ours) && c.ours.sense.startsWith('72'),
  },
  {
    name: 'a session that hung left its registration behind',
    holds: (c) => c.sessionLost && oneOf(c, 0x16, 0x17, 0x56, 0x57, 0x5e, 0x5f),
  },
  {
    name: 'XDWRITEREAD is no command',
    holds: (c) => oneOf(c, 0x53) && oursIs(c, '52000'),
  },
  {
    name: 'READ and WRITE without room or data are overflows',
    holds: (c) => oneOf(c, ...READS, ...WRITES) && recordedAs(c, '54900') && good(c.ours),
  },
  {
    name: 'BYTCHK 11b of VERIFY, 10b of WRITE AND VERIFY',
    holds: (c) =>
      (oneOf(c, 0x2f, 0xaf, 0x8f) && (c.cdb[1]! & 6) === 6 && recordedAs(c, '52400')) ||
      (oneOf(c, 0x2e, 0xae, 0x8e) && (c.cdb[1]! & 6) === 4 && oursIs(c, '52400')),
  },
  {
    name: 'WRITE SAME with NDOB alone',
    holds: (c) => oneOf(c, 0x93) && (c.cdb[1]! & 9) === 1 && recordedAs(c, '52400'),
  },
  {
    name: 'WRITE SAME wants one block of data',
    holds: (c) => oneOf(c, 0x41, 0x93) && oursIs(c, '52400'),
  },
  {
    name: 'PREVENT and eject take effect',
    holds: (c) => c.removable && good(c.recorded) && oursIs(c, '55302', '23a00', '62800'),
  },
  {
    name: 'RESERVE(10) looks for the third party in its own place',
    holds: (c) => oneOf(c, 0x56, 0x57) && ((c.cdb[1]! & 0x10) !== 0 || (c.cdb[2]! & 0x10) !== 0),
  },
  {
    name: 'SEND DIAGNOSTIC has no pages',
    holds: (c) => oneOf(c, 0x1d) && good(c.recorded) && oursIs(c, '52400'),
  },
  {
    name: 'what a block device says of itself, and at most 1 Mi blocks in an UNMAP',
    holds: (c) =>
      c.onBlockDevice && oneOf(c, 0x12) && c.cdb[2] === 0xb0 && sameBut(c.recorded.data, c.ours.data, 12, 36),
  },
  {
    name: 'an event is a unit attention besides an asynchronous message',
    holds: (c) => oursIs(c, '62a06', '62a09', '63f03', '63f0e'),
  },
  {
    name: 'PRE-FETCH, ORWRITE, READ DEFECT DATA, GET LBA STATUS on disks',
    holds: (c) =>
      c.kind === 'disk' &&
      (oneOf(c, 0x34, 0x90, 0x8b, 0x37, 0xb7) || (oneOf(c, 0x9e) && action(c) === 0x12)) &&
      recordedAs(c, '52000', '52400'),
  },
  {
    name: 'a miscompare of COMPARE AND WRITE depends on data that the recording abbreviates',
    holds: (c) => oneOf(c, 0x89) && (recordedAs(c, 'e1d00') || oursIs(c, 'e1d00')),
  },
]

/** Commands of MMC and SPC that SCST's CD-ROM lacks. */
function isCdromAddition(c: Comparison): boolean {
  if (oneOf(c, 0x1a, 0x5a)) return (c.cdb[2]! & 0x3f) === 0x2a
  return oneOf(c, 0x46, 0x4a, 0x51, 0x52, 0xbb, 0xbd, 0x5e, 0x5f, 0x9e, 0xa3, 0xa4)
}

function sameLuns({ recorded, ours }: Comparison): boolean {
  const luns = (data: string) => (data.slice(16).match(/.{16}/g) ?? []).sort().join()
  return recorded.data.slice(0, 16) === ours.data.slice(0, 16) && luns(recorded.data) === luns(ours.data)
}

function opcodesAgree({ cdb, recorded, ours }: Comparison): boolean {
  const option = cdb[2]! & 7
  if (option === 3) return senseCode(recorded) === '52400'
  if (option !== 0) return recorded.data.startsWith('00000000') && ours.data === '00010000'
  // Ours has the recorded list in front (all of it, or as much as the allocation length lets through).
  return ours.data.slice(8).startsWith(recorded.data.slice(8, ours.data.length))
}

/** Equal but for the bytes from `from` to `to`. */
const sameBut = (a: string, b: string, from: number, to: number): boolean =>
  a.slice(0, 2 * from) + a.slice(2 * to) === b.slice(0, 2 * from) + b.slice(2 * to)
