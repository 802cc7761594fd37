import { chmodSync, chownSync, closeSync, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf } from '../lib/errno.ts'
import { tryLockOpening } from '../lib/file-lock.ts'
import { connectSysfs } from '../sysfs/socket.ts'

const ANSWER_WITHIN_MS = 2000
const LOCK_TRIES = 100
const LOCK_PAUSE_MS = 20

/** Whose the socket shall be, where that is not who makes it. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * Lets the server listen on a socket file of mode 0600. A file that nobody listens on any more is replaced; one in
 * use is left alone, and the error names its process.
 */
export async function listenOnFile(server: Server, path: string, owner?: Owner): Promise<void> {
  const directory = dirname(path)
  const made = mkdirSync(directory, { recursive: true, mode: 0o700 })
  const release = await lockDirectory(directory)
  try {
    await clearWay(path)
    await listen(server, path)
    chmodSync(path, 0o600)
    if (owner) handOver([path, ...directoriesBetween(made, directory)], owner)
  } finally {
    release()
  }
}

function handOver(paths: readonly string[], { uid, gid }: Owner): void {
  try {
    for (const path of paths) chownSync(path, uid, gid)
  } catch (cause) {
    const what = `${paths[0]} cannot be given to user ${uid}, group ${gid}`
    throw new Error(`${what}: ${errnoOf(cause) ?? String(cause)}`, { cause })
  }
}

/** From the first that was made for us down to the last. */
function directoriesBetween(made: string | undefined, last: string): string[] {
  if (made === undefined) return []
  return made === last ? [last] : [...directoriesBetween(made, dirname(last)), last]
}

/** Two daemons that start at once must not both take the file for stale. */
async function lockDirectory(directory: string): Promise<() => void> {
  const fd = openSync(directory, 'r')
  for (let tries = 0; tries < LOCK_TRIES && !tryLockOpening(fd); tries++) await sleep(LOCK_PAUSE_MS)
  return () => closeSync(fd)
}

async function clearWay(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isSocket()) throw new Error(`${path} is there and is no socket`)
  const holder = await holderOf(path)
  if (holder !== undefined) throw new Error(`${holder} is already listening on ${path}`)
  rmSync(path)
}

/** Who answers there; undefined when nobody listens. */
async function holderOf(path: string): Promise<string | undefined> {
  const asked = connectSysfs(path).then(async (sysfs) => {
    const { name, pid } = await sysfs.hello()
    sysfs.close()
    return `${name} (pid ${pid})`
  })
  const stranger = 'a process that does not answer as scstd does'
  try {
    return await Promise.race([asked, sleep(ANSWER_WITHIN_MS, stranger, { ref: false })])
  } catch (error) {
    return errnoOf((error as Error).cause) === 'ECONNREFUSED' ? undefined : stranger
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // The socket is made within this call: nobody else can connect before its mode is set.
    const mask = process.umask(0o177)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
    process.umask(mask)
  })
}
