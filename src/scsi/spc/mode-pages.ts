import { DEVICE_TYPE, type LogicalUnit } from '../logical-unit.ts'
import type { ModeValues } from '../mode-parameters.ts'

/** PAGE CONTROL (SPC-4 table 166). */
export const PAGE_CONTROL = { CURRENT: 0, CHANGEABLE: 1, DEFAULT: 2, SAVED: 3 } as const

/** A mode page: its bytes, PS and all, for the values asked for. */
export interface ModePage {
  readonly code: number
  readonly on: (lu: LogicalUnit) => boolean
  /** Left out of page 3Fh, for initiators that ask for it by name. */
  readonly unlisted?: boolean
  values(lu: LogicalUnit, values: ModeValues, control: number): Buffer
  /** Mask of what MODE SELECT may change. */
  changeable(lu: LogicalUnit): Buffer
}

const onDisks = (lu: LogicalUnit): boolean => lu.options.type === DEVICE_TYPE.DISK
const onCdroms = (lu: LogicalUnit): boolean => lu.options.type === DEVICE_TYPE.CDROM
const everywhere = (): boolean => true
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')
/** A page of which nothing can be changed. */
const fixed = (page: Buffer): Buffer => {
  const mask = Buffer.alloc(page.length)
  page.copy(mask, 0, 0, 2)
  return mask
}

const READ_WRITE_ERROR_RECOVERY = hex('010a c001 0000 0000 0100 ffff')
const DISCONNECT_RECONNECT = hex('020e 8080 000a 0000 0000 0000 0000 0000')
const INFORMATIONAL_EXCEPTIONS = hex('1c0a 0800 0000 0000 0000 0000')
/** Reads CD-R, CD-RW and DVD-ROM, multi session, lock, eject, tray (MMC-3 5.5.10). */
const CAPABILITIES = hex('2a12 3f00 0040 2b00 0000 0000 0000 0000 0000 0000')

/** In the order of page 3Fh. */
export const MODE_PAGES: readonly ModePage[] = [
  constantPage(READ_WRITE_ERROR_RECOVERY, everywhere),
  constantPage(DISCONNECT_RECONNECT, onDisks),
  { code: 0x03, on: onDisks, values: formatDevice, changeable: (lu) => fixed(formatDevice(lu)) },
  { code: 0x08, on: onDisks, values: caching, changeable: cachingMask },
  { code: 0x0a, on: everywhere, values: control, changeable: controlMask },
  constantPage(INFORMATIONAL_EXCEPTIONS, everywhere),
  { code: 0x04, on: onDisks, values: rigidDiskGeometry, changeable: (lu) => fixed(rigidDiskGeometry(lu)) },
  { ...constantPage(CAPABILITIES, onCdroms), unlisted: true },
]

/** The pages that a MODE SENSE names; undefined when it names none we have. */
export function pagesNamed(code: number, lu: LogicalUnit): readonly ModePage[] | undefined {
  const served = MODE_PAGES.filter(({ on }) => on(lu))
  if (code === 0x3f) return served.filter(({ unlisted }) => !unlisted)
  const named = served.find((page) => page.code === code)
  return named && [named]
}

export function pageBytes(page: ModePage, lu: LogicalUnit, pageControl: number): Buffer {
  const { current, defaults, saved } = lu.modes
  if (pageControl === PAGE_CONTROL.CHANGEABLE) return page.changeable(lu)
  if (pageControl === PAGE_CONTROL.DEFAULT) return page.values(lu, defaults, pageControl)
  return page.values(lu, pageControl === PAGE_CONTROL.SAVED ? saved : current, pageControl)
}

function constantPage(page: Buffer, on: (lu: LogicalUnit) => boolean): ModePage {
  return { code: page[0]!, on, values: () => page, changeable: () => fixed(page) }
}

/** 56 sectors a track. */
const SECTORS = 0x38
const HEADS = 0xff

function formatDevice(lu: LogicalUnit): Buffer {
  const page = Buffer.alloc(24)
  page.set([0x03, 0x16])
  page.writeUInt16BE(SECTORS, 10)
  page.writeUInt16BE(lu.options.blockSize & 0xffff, 12)
  page[20] = 0x40
  return page
}

function rigidDiskGeometry(lu: LogicalUnit): Buffer {
  const page = Buffer.alloc(24)
  page.set([0x04, 0x16])
  page.writeUIntBE(Math.ceil(lu.blocks / (HEADS * SECTORS)) % 2 ** 24, 2, 3)
  page[5] = HEADS
  page.writeUInt16BE(15000, 20)
  return page
}

/** Caching (SBC-3 6.4.5): WCE. A cache that survives power loss hides behind WCE 0 and cannot be saved. */
function caching(lu: LogicalUnit, { writeThrough }: ModeValues): Buffer {
  const page = Buffer.alloc(20)
  const { nvCache, volatile } = lu.options
  page.set([nvCache ? 0x08 : 0x88, 0x12])
  page[2] = nvCache || (writeThrough === 1 && !volatile) ? 0 : 0x04
  page.set([0x80, 0x14], 12)
  return page
}

function cachingMask(lu: LogicalUnit): Buffer {
  const mask = Buffer.alloc(20)
  mask.set(lu.options.nvCache ? [0x08, 0x12, 0] : [0x88, 0x12, 0x04])
  return mask
}

/** Control (SPC-4 7.5.8); an extended self-test would take 587 s. */
function control(lu: LogicalUnit, values: ModeValues): Buffer {
  const page = hex('8a0a 0000 0000 0000 0000 024b')
  page[2] = (lu.options.tst << 5) | (values.tmfOnly << 4) | (values.dpicz << 3) | (values.dSense << 2)
  page[3] = (values.queueAlg << 4) | (values.qErr << 1)
  page[4] = values.swp << 3
  page[5] = values.tas << 6
  return page
}

function controlMask(lu: LogicalUnit): Buffer {
  return hex(lu.clusterMode ? '8a0a 0000 0000 0000 0000 0000' : '8a0a 1cf6 0840 0000 0000 0000')
}
