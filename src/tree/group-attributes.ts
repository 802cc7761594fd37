import type { BlackHole, Group } from '../core/group.ts'
import type { ByteString } from '../lib/bytes.ts'
import { cpuMask, firstDigit, type Reader, signed, toInt, wordByPrefix } from '../lib/readers.ts'
import { Refusal } from '../lib/refusal.ts'
import { type Attribute, type Attributes, complaining, Queued, unless, value } from './attribute.ts'

const logOf = (group: Group) => group.target.scst.log

const addrMethod: Attribute<Group> = value({
  get: (group) => group.addrMethod,
  isKey: unless('PERIPHERAL'),
  read: (text, group) =>
    complaining(
      wordByPrefix('FLAT', 'PERIPHERAL', 'LUN'),
      logOf(group),
      (shown) => `Unknown address method ${shown}`,
    )(text),
  set: (group, method) => {
    group.addrMethod = method
  },
})

const blackHole: Attribute<Group> = value({
  get: (group) => group.blackHole,
  read: (text, group) =>
    complaining(
      firstDigit(4) as Reader<BlackHole>,
      logOf(group),
      (shown) => `__scst_acg_black_hole_store: Requested action not understood: ${shown}`,
    )(text),
  set: (group, kind) => {
    if (kind === group.blackHole) return
    group.blackHole = kind
    logOf(group).info(`Black hole set to ${kind} for ACG ${group.name}`)
  },
})

const mask: Attribute<Group> = value({
  get: (group) => group.cpuMask,
  isKey: (now, { target }) => now !== target.scst.allCpus,
  print: (now, { target }) => printMask(now, target.scst.cpus),
  read: (text, group) =>
    complaining(
      cpuMask(group.target.scst.allCpus),
      logOf(group),
      (_, errno) => `bitmap_parse() failed: ${errno}`,
    )(text),
  set: (group, wanted) => {
    if (wanted === group.cpuMask) return undefined
    return new Queued(() => {
      group.cpuMask = wanted
    })
  },
})

/** As Linux prints bitmaps: groups of eight hex digits, as many as there are processors. */
const printMask = (bits: bigint, cpus: number): ByteString => {
  const digits = bits.toString(16).padStart(Math.ceil(cpus / 4), '0')
  return digits.replace(/\B(?=([0-9a-f]{8})+$)/g, ',')
}

const groupingWord = wordByPrefix('auto', 'this_group_only', 'never')

const ioGroupingType: Attribute<Group> = value({
  get: (group) => group.ioGroupingType,
  isKey: unless<Group['ioGroupingType']>('auto'),
  read: (text, group) =>
    complaining(
      groupingOf,
      logOf(group),
      (shown) => `Unknown or not allowed I/O grouping type ${shown}`,
    )(text),
  set: (group, wanted) => {
    if (wanted === group.ioGroupingType) return undefined
    return new Queued(() => {
      group.ioGroupingType = wanted
    })
  },
})

/** A word, or the number of a group of initiators; SCST keeps an `int`, in which some numbers are the words. */
const groupingOf: Reader<Group['ioGroupingType']> = (text) => {
  try {
    return groupingWord(text)
  } catch {
    const number = groupNumber(text)
    return WORD_NUMBERS.get(number) ?? number
  }
}

const WORD_NUMBERS: ReadonlyMap<number, Group['ioGroupingType']> = new Map([
  [0, 'auto'],
  [-1, 'this_group_only'],
  [-2, 'never'],
])

const groupNumber: Reader<number> = (text) => {
  try {
    const number = signed(text)
    if (number > 0n) return toInt(number)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  throw new Refusal('EINVAL')
}

/** Of every initiator group; a target shows those of its default group. */
export const groupAttributes: Attributes<Group> = {
  addr_method: addrMethod,
  black_hole: blackHole,
  cpu_mask: mask,
  io_grouping_type: ioGroupingType,
}
