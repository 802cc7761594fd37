import assert from 'node:assert/strict'
import { openSync } from 'node:fs'
import { test } from 'node:test'
import { errnoName, errnoNumber, errnoOf, errnoText } from '../../../src/lib/errno.ts'

const rows: [string, number, string][] = [
  ['EPERM', 1, 'Operation not permitted'],
  ['ENOTBLK', 15, 'Block device required'],
  ['EINVAL', 22, 'Invalid argument'],
  ['EBADSLT', 57, 'Invalid slot'],
  ['EOPNOTSUPP', 95, 'Operation not supported'],
  ['EMEDIUMTYPE', 124, 'Wrong medium type'],
  ['ERFKILL', 132, 'Operation not possible due to RF-kill'],
]

for (const [name, number, text] of rows) {
  test(`${name} is ${number}: ${text}`, () => {
    assert.equal(errnoNumber(name), number)
    assert.equal(errnoName(number), name)
    assert.equal(errnoText(name), text)
  })
}

test('second names mean the same number', () => {
  assert.equal(errnoNumber('EWOULDBLOCK'), errnoNumber('EAGAIN'))
  assert.equal(errnoNumber('ENOTSUP'), 95)
})

test('what Linux does not have is undefined', () => {
  assert.equal(errnoNumber('EFOO'), undefined)
  assert.equal(errnoName(58), undefined)
})

test('a system error gives its name, also where Node has none', () => {
  const thrown = (() => {
    try {
      return openSync('/does/not/exist', 'r')
    } catch (error) {
      return error
    }
  })()
  assert.equal(errnoOf(thrown), 'ENOENT')
  assert.equal(
    errnoOf(Object.assign(new Error('x'), { errno: -57, code: 'Unknown system error -57' })),
    'EBADSLT',
  )
  assert.equal(errnoOf(new Error('no system error')), undefined)
  assert.equal(errnoOf('text'), undefined)
})
