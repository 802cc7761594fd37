import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, constants } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openBacking } from '../../../../src/core/stores/open.ts'
import { silent } from '../../../../src/lib/log.ts'
import { mountSysfs } from '../../../../src/mount/mount.ts'
import { filesAsTree } from '../../../support/control.ts'
import { missing } from '../../../support/requirements.ts'
import { temporaryDirectory } from '../../../support/temporary.ts'

const code = (expected: string) => (error: NodeJS.ErrnoException) => error.code === expected

test('what is not there, and a FIFO that nobody writes to', async () => {
  const directory = temporaryDirectory()
  const fifo = join(directory.path, 'fifo')
  execFileSync('mkfifo', [fifo])
  closeSync(await openBacking(Buffer.from(fifo), constants.O_RDONLY))
  await assert.rejects(openBacking(Buffer.from(`${fifo}2`), constants.O_RDONLY), code('ENOENT'))
})

test('a file of our own mount is refused before anybody waits for it', {
  skip: missing('root', { device: '/dev/fuse' }),
}, async () => {
  const directory = temporaryDirectory()
  const place = temporaryDirectory()
  const tree = filesAsTree(join(directory.path, 'tree'), { 'handlers/mgmt': 'Usage: none\n' })
  const mount = await mountSysfs(tree, place.path, silent)
  try {
    const file = Buffer.from(join(place.path, 'handlers/mgmt'))
    await assert.rejects(openBacking(file, constants.O_RDWR), code('EINVAL'))
  } finally {
    await mount.unmount()
  }
})
