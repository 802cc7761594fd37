import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { realpath, statfs } from 'node:fs/promises'
import { errnoOf } from '../lib/errno.ts'
import type { Log } from '../lib/log.ts'
import { mounts, TREE_FILE_SYSTEM } from '../lib/mounts.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import { FuseConnection } from './connection.ts'

const FUSE_DEVICE = '/dev/fuse'
/** Everybody may look, as at sysfs; the kernel checks the modes for all but root. */
const OPTIONS = 'rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,nosuid,nodev,noexec'

export interface Mount {
  readonly directory: string
  /** Resolves when it was unmounted, by us or by hand. */
  readonly ended: Promise<void>
  unmount(): Promise<void>
}

/** Shows a tree as a file system. Needs root and /dev/fuse. A mount that a killed scstd left behind is taken off. */
export async function mountSysfs(sysfs: Sysfs, directory: string, log: Log): Promise<Mount> {
  const place = await freePlace(directory)
  if (!existsSync(FUSE_DEVICE)) throw new Error(`cannot mount on ${directory}: there is no ${FUSE_DEVICE}`)
  const fd = openSync(FUSE_DEVICE, 'r+')
  try {
    await run('mount', ['-i', '-n', '-t', TREE_FILE_SYSTEM, '-o', `fd=3,${OPTIONS}`, 'scstd', place], fd)
  } catch (cause) {
    closeSync(fd)
    throw new Error(`cannot mount on ${directory}: ${(cause as Error).message}`, { cause })
  }
  const connection = new FuseConnection(fd, sysfs, log)
  return {
    directory: place,
    ended: connection.ended,
    async unmount() {
      try {
        if (isMounted(place)) await detach(place)
      } catch (error) {
        log.warning(`mount: ${directory} stays, dead: ${(error as Error).message}`)
      }
      // Another mount namespace may still have a copy of it.
      connection.close()
    },
  }
}

/** The directory's own path, free for us. */
async function freePlace(directory: string): Promise<string> {
  try {
    if (await isAbandoned(directory)) await detach(directory)
    const place = await realpath(directory)
    if (isMounted(place)) throw new Error('it is the mount of another scstd')
    return place
  } catch (cause) {
    throw new Error(`cannot mount on ${directory}: ${(cause as Error).message}`, { cause })
  }
}

/** ENOTCONN is what the kernel answers when nobody serves a FUSE mount any more. It keeps attributes, so ask for more. */
async function isAbandoned(directory: string): Promise<boolean> {
  try {
    await statfs(directory)
    return false
  } catch (error) {
    if (errnoOf(error) === 'ENOTCONN') return true
    throw error
  }
}

/** By force, so that open files do not hold us up, and lazily, so that they do not hold up the directory. */
const detach = (directory: string): Promise<void> => run('umount', ['-n', '-f', '-l', directory])

const isMounted = (place: string): boolean =>
  mounts().some(({ directory, type }) => directory === place && type === TREE_FILE_SYSTEM)

/** `inherited` becomes descriptor 3. Rejects with what the command said. */
function run(command: string, args: readonly string[], inherited?: number): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe', inherited ?? 'ignore'] })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0) resolve()
      else reject(new Error(said.trim() || `${command} ended with ${status}`))
    })
  })
}
