import type { ByteString } from '../lib/bytes.ts'
import { errnoNumber, errnoText } from '../lib/errno.ts'
import { KERNEL_DIRECTORY } from '../sysfs/open.ts'
import { type Sysfs, SysfsError } from '../sysfs/sysfs.ts'
import { BaseCommand, type PlaceFlags } from './base-command.ts'
import { operand } from './companions.ts'

/** An entry of the tree, from its root or as the kernel shows it. */
export const path = operand(`path below ${KERNEL_DIRECTORY}, with or without it`)

/** One operation on one entry; the exit status is the number of its error. */
export abstract class SysfsCommand extends BaseCommand {
  protected onEntry(
    flags: PlaceFlags,
    path: ByteString,
    work: (sysfs: Sysfs, path: ByteString) => Promise<void>,
  ): Promise<number> {
    return this.withSysfs(flags, async (sysfs) => {
      try {
        await work(sysfs, relative(path))
        return 0
      } catch (error) {
        if (!(error instanceof SysfsError)) throw error
        this.terminal.err(`${path}: ${errnoText(error.code)}\n`)
        return errnoNumber(error.code) ?? 1
      }
    })
  }
}

function relative(path: ByteString): ByteString {
  const below = path.startsWith(KERNEL_DIRECTORY) ? path.slice(KERNEL_DIRECTORY.length) : path
  return below
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}
