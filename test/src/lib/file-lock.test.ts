import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { tryLockForProcess, tryLockOpening } from '../../../src/lib/file-lock.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()

test('one opening of a directory keeps out the others until it is closed', () => {
  const [first, second] = [openSync(path, 'r'), openSync(path, 'r')]
  assert.equal(tryLockOpening(first), true)
  assert.equal(tryLockOpening(second), false)
  closeSync(first)
  assert.equal(tryLockOpening(second), true)
  closeSync(second)
})

test("a process does not keep itself out; test/src/daemon/pid-file.test.ts shows another's lock", () => {
  const file = join(path, 'file')
  const [first, second] = [openSync(file, 'w'), openSync(file, 'w')]
  assert.equal(tryLockForProcess(first), true)
  assert.equal(tryLockForProcess(second), true)
  closeSync(first)
  closeSync(second)
})
