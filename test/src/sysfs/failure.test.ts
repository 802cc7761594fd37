import assert from 'node:assert/strict'
import { openSync } from 'node:fs'
import { test } from 'node:test'
import { failure } from '../../../src/sysfs/failure.ts'
import { SysfsError } from '../../../src/sysfs/sysfs.ts'

const caught = (attempt: () => unknown): unknown => {
  try {
    return attempt()
  } catch (error) {
    return error
  }
}

test('what is not there was not found, whatever it was wanted for', () => {
  for (const [file, code, stage] of [
    ['/no/such/file', 'ENOENT', 'lookup'],
    ['/dev/null/below', 'ENOTDIR', 'lookup'],
    ['/dev', 'EISDIR', 'open'],
  ] as const) {
    const error = failure(
      caught(() => openSync(file, 'w')),
      'path',
      'open',
    )
    assert.deepEqual([error.code, error.stage, error.path], [code, stage, 'path'])
  }
})

test('its own errors pass, faults of ours are thrown', () => {
  const error = new SysfsError('EACCES', 'x', 'open')
  assert.equal(failure(error, 'path', 'read'), error)
  assert.throws(() => failure(new TypeError('a bug'), 'path', 'read'), /a bug/)
})
