import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ITLNexus } from '../../src/scsi/itl-nexus.ts'
import { Task } from '../../src/scsi/task.ts'
import { type LiveTree, liveTree } from './live-tree.ts'
import { temporaryDirectory } from './temporary.ts'

/** A tree with one device `d`. */
export interface LiveDevice extends LiveTree {
  /** A new file of zeroes. */
  file(name: string, bytes: number): string
  /** Closes the device and takes the files away. */
  remove(): Promise<void>
}

/** Of fileio with 64 KiB, or of nullio with 1 MiB. */
export async function liveDevice(handler: 'vdisk_fileio' | 'vdisk_nullio'): Promise<LiveDevice> {
  const live = liveTree()
  const directory = temporaryDirectory()
  const file = (name: string, bytes: number): string => {
    const path = join(directory.path, name)
    writeFileSync(path, '')
    truncateSync(path, bytes)
    return path
  }
  const parameters = handler === 'vdisk_fileio' ? `filename=${file('disk', 65536)}` : 'size_mb=1'
  assert.equal(await live.write(`handlers/${handler}/mgmt`, `add_device d ${parameters}\n`), '0')
  live.log.length = 0
  return {
    ...live,
    file,
    async remove() {
      await live.scst.close()
      directory.remove()
    },
  }
}

/** A command that does nothing: in flight, or waiting, for as long as nobody ends it. */
export const idleTask = (nexus: ITLNexus): Task =>
  new Task(nexus.nexus, nexus, nexus.lun, 1, 'simple', Buffer.alloc(16), {
    expectedLength: 0,
    read: false,
    write: false,
    dataIn: () => undefined,
    dataOut: () => undefined,
  })
