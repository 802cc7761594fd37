import { closeSync, constants, fstatSync } from 'node:fs'
import { type ByteString, toBuffer } from '../../lib/bytes.ts'
import { blockDeviceKind } from './block.ts'
import { type DescriptorKind, DescriptorStore } from './descriptor-store.ts'
import { openBacking } from './open.ts'
import { shareMedium } from './shared-media.ts'
import { punchHole, runAt, systemError } from './system-calls.ts'

export interface FileStoreOptions {
  readonly readOnly: boolean
}

/**
 * A file (or a block device, not for itself alone) as a backing store. Fails with the system's error, EINVAL for what
 * is neither, EBUSY where another process serves the same file.
 */
export async function openFileStore(path: ByteString, options: FileStoreOptions): Promise<DescriptorStore> {
  const name = toBuffer(path)
  const fd = await openBacking(name, options.readOnly ? constants.O_RDONLY : constants.O_RDWR)
  try {
    return new DescriptorStore(fd, kindOf(name, fd, options.readOnly))
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function kindOf(path: Buffer, fd: number, readOnly: boolean): DescriptorKind {
  const stats = fstatSync(fd)
  if (!stats.isFile() && !stats.isBlockDevice()) throw systemError('EINVAL', 'open', path.toString('latin1'))
  const { medium, leave } = shareMedium(path, fd, readOnly ? 'shared' : 'exclusive')
  // As SCST: with vdisk_fileio a block device shows what a file shows.
  if (stats.isBlockDevice()) return { ...blockDeviceKind(fd, medium, readOnly, leave), limits: {} }
  return {
    medium,
    limits: {},
    canDiscard: !readOnly && canPunchHoles(fd, stats.size),
    measure: (open) => fstatSync(open).size,
    discard: punchHole,
    zero: punchHole,
    runAt,
    left: leave,
  }
}

/** Tried behind the end of the file, where there is nothing to lose. */
function canPunchHoles(fd: number, size: number): boolean {
  try {
    punchHole(fd, size + 4096, 4096)
    return true
  } catch {
    return false
  }
}
