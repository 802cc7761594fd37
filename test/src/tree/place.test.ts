import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemError } from '../../../src/core/stores/system-calls.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { PAGE, SysfsError } from '../../../src/sysfs/sysfs.ts'
import { fixed, trigger } from '../../../src/tree/attribute.ts'
import { failure, file, link } from '../../../src/tree/place.ts'

test('a read takes a page at most', () => {
  const long = file({ mode: 0o444, show: () => 'x'.repeat(2 * PAGE) }, undefined)
  assert.equal(long.read('p').length, PAGE)
})

test('text ends at a NUL byte, bytes do not', async () => {
  const taken: string[] = []
  const store = (_: undefined, text: string) => void taken.push(text)
  await file({ mode: 0o644, store }, undefined).write('1\0x\n')
  await file({ mode: 0o644, store, binary: true }, undefined).write('1\0x\n')
  assert.deepEqual(taken, ['1', '1\0x\n'])
})

test('rules and the system refuse by number, faults of ours stay what they are', () => {
  const code = (error: unknown) => {
    const shown = failure(error, 'p', 'write')
    return shown instanceof SysfsError ? shown.code : shown
  }
  assert.equal(code(new Refusal('EBADSLT')), 'EBADSLT')
  assert.equal(code(systemError('ENOTBLK', 'open', '/x')), 'ENOTBLK')
  const bug = new TypeError('x is undefined')
  assert.equal(code(bug), bug)
})

test('a snapshot carries the error of a file that cannot be read', () => {
  const refused = file(
    {
      mode: 0o600,
      show: () => {
        throw new Refusal('EINVAL')
      },
    },
    undefined,
  ).snapshot('p')
  assert.deepEqual(
    [refused.content, refused.error?.code, refused.error?.stage],
    [undefined, 'EINVAL', 'read'],
  )
  const closed = file(
    trigger(() => {}),
    undefined,
  ).snapshot('p')
  assert.deepEqual([closed.error?.code, closed.error?.stage], ['EACCES', 'open'])
  assert.equal(
    file(
      fixed(() => 1),
      undefined,
    ).canWrite(),
    false,
  )
})

test('a link is its text', () => {
  assert.deepEqual(link('../x').snapshot(), { type: 'link', mode: 0o777, target: '../x' })
})
