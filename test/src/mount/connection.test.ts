import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { silent } from '../../../src/lib/log.ts'
import { type Mount, mountSysfs } from '../../../src/mount/mount.ts'
import { filesAsTree } from '../../support/control.ts'
import { run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const skip = existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'needs root and /dev/fuse'

const directory = temporaryDirectory()
const root = join(directory.path, 'tree')
const place = join(directory.path, 'mnt')
const tree = filesAsTree(root, { version: '3.11\n' })
let mount: Mount

before(async () => {
  if (skip) return
  mkdirSync(place)
  mount = await mountSysfs(tree, place, silent)
})
after(async () => {
  await mount?.unmount()
  directory.remove()
})

/** The shell goes there itself: this process serves the mount and must not wait for it. */
const shell = async (script: string): Promise<string> => {
  const { stdout, stderr } = await run('bash', ['-c', `cd "$0" && ${script}`, place])
  return stdout + stderr
}

const INTERRUPTED = `
import os, signal
def wake(*_): raise InterruptedError
signal.signal(signal.SIGALRM, wake)
signal.setitimer(signal.ITIMER_REAL, 0.2)
try:
    os.write(os.open('slow', os.O_WRONLY), b'x')
    print('written')
except InterruptedError:
    print('interrupted')
`

test('a signal frees a writer that waits, and the mount serves on', { skip }, async () => {
  const fifo = join(root, 'slow')
  await run('mkfifo', [fifo])
  assert.equal(await shell(`python3 -c "${INTERRUPTED}"`), 'interrupted\n')
  assert.equal(await shell('cat version'), '3.11\n')
  // The write still waits for a reader.
  await open(fifo, 'r').then((reader) => reader.close())
  await rm(fifo)
})

test('what the protocol has and we have not is refused', { skip }, async () => {
  assert.match(await shell('fallocate -l 1 version'), /not supported/)
})

test('an unmount by hand ends it', { skip }, async () => {
  await run('umount', [place])
  await mount.ended
})
