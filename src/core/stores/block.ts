import { closeSync, constants, fstatSync, readFileSync } from 'node:fs'
import { type ByteString, toBuffer } from '../../lib/bytes.ts'
import { deviceNumber } from '../../lib/device-number.ts'
import type { StoreLimits } from '../../scsi/backing-store.ts'
import { type DescriptorKind, DescriptorStore } from './descriptor-store.ts'
import { openBacking } from './open.ts'
import { type SharedMedium, sharing } from './shared-media.ts'
import {
  blockDeviceSize,
  discardBlocks,
  optimalIoSize,
  physicalSectorSize,
  punchHole,
  systemError,
} from './system-calls.ts'

export interface BlockStoreOptions {
  readonly readOnly: boolean
}

/** A block device of its own: ENOTBLK for anything else, EBUSY where somebody has it (a mount, another device). */
export async function openBlockStore(path: ByteString, options: BlockStoreOptions): Promise<DescriptorStore> {
  const name = toBuffer(path)
  const access = options.readOnly ? constants.O_RDONLY : constants.O_RDWR
  const fd = await openBacking(name, access | constants.O_EXCL)
  try {
    if (!fstatSync(fd).isBlockDevice()) throw systemError('ENOTBLK', 'open', path)
    return sharing(
      name,
      fd,
      'none',
      (shared) => new DescriptorStore(fd, blockDeviceKind(fd, shared, options.readOnly)),
    )
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

export function blockDeviceKind(
  fd: number,
  { medium, leave }: SharedMedium,
  readOnly: boolean,
): DescriptorKind {
  const limits = limitsOf(fd)
  return {
    medium,
    limits,
    canDiscard: !readOnly && (limits.maxDiscard ?? 0) > 0,
    measure: blockDeviceSize,
    discard: discardBlocks,
    zero: punchHole,
    left: leave,
  }
}

/** What the kernel knows of the device; a partition's queue is its disk's. */
function limitsOf(fd: number): StoreLimits {
  const sysfs = `/sys/dev/block/${deviceNumber(fstatSync(fd).rdev)}`
  const optimal = optimalIoSize(fd)
  return {
    physicalBlockSize: physicalSectorSize(fd),
    optimalTransferLength: optimal > 0 ? optimal : undefined,
    maxDiscard: queueLimit(sysfs, 'discard_max_bytes'),
    discardGranularity: queueLimit(sysfs, 'discard_granularity'),
    discardAlignment: numberIn(`${sysfs}/discard_alignment`),
  }
}

const queueLimit = (sysfs: string, name: string): number | undefined =>
  numberIn(`${sysfs}/queue/${name}`) ?? numberIn(`${sysfs}/../queue/${name}`)

function numberIn(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'latin1'))
  } catch {
    return undefined
  }
}
