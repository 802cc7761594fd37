import { closeSync, constants, fstatSync } from 'node:fs'
import { type ByteString, toBuffer } from '../../lib/bytes.ts'
import { blockDeviceKind } from './block.ts'
import { type DescriptorKind, DescriptorStore } from './descriptor-store.ts'
import { openBacking } from './open.ts'
import { type SharedMedium, sharing } from './shared-media.ts'
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
    const stats = fstatSync(fd)
    if (!stats.isFile() && !stats.isBlockDevice()) throw systemError('EINVAL', 'open', path)
    const { readOnly } = options
    return sharing(name, fd, readOnly ? 'shared' : 'exclusive', (shared) => {
      const kind = stats.isFile() ? fileKind(fd, shared, readOnly) : blockDeviceKind(fd, shared, readOnly)
      // As SCST: with vdisk_fileio a block device shows what a file shows.
      return new DescriptorStore(fd, { ...kind, limits: {} })
    })
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function fileKind(fd: number, { medium, leave }: SharedMedium, readOnly: boolean): DescriptorKind {
  return {
    medium,
    limits: {},
    canDiscard: !readOnly && canPunchHoles(fd, fstatSync(fd).size),
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
