import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { it } from 'node:test'
import { blockDeviceSize, punchHole, systemError, tryLock } from '../../../../src/core/stores/system-calls.ts'
import { temporaryFile } from '../../../support/scsi.ts'

it('errors are as those of Node', () => {
  const error = systemError('ENOTBLK', 'open', '/dev/x', 'why')
  assert.equal(error.message, 'ENOTBLK: Block device required (why), open /dev/x')
  assert.deepEqual([error.code, error.errno, error.path], ['ENOTBLK', -15, '/dev/x'])
})

it('a call that fails says what the system said', () => {
  const fd = openSync(temporaryFile(4096), 'r')
  assert.throws(() => punchHole(fd, 0, 4096), { code: 'EBADF' })
  assert.throws(() => blockDeviceSize(fd), { code: 'ENOTTY' })
  closeSync(fd)
})

it('locks are exclusive or shared', () => {
  const path = temporaryFile(1)
  const [one, two, three] = [openSync(path, 'r'), openSync(path, 'r'), openSync(path, 'r')]
  assert.equal(tryLock(one, false), true)
  assert.equal(tryLock(two, false), true)
  assert.equal(tryLock(three, true), false)
  for (const fd of [one, two]) closeSync(fd)
  assert.equal(tryLock(three, true), true)
  closeSync(three)
})
