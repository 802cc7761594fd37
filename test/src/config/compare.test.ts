import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../../../src/config/compare.ts'
import type { Configuration } from '../../../src/config/configuration.ts'
import { elaborate } from '../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../src/config/scst/lenient.ts'

const read = (text: string): Configuration => elaborate(readLenient(text))

test('what is missing, what is otherwise, what is too much', () => {
  const running = read('threads 2\nHANDLER h {\nDEVICE a\n}\n')
  assert.deepEqual(compare(running, read('threads 4\nHANDLER h {\nDEVICE b {\nx 1\n}\n}\n')), [
    { kind: 'different', path: ['threads'], running: ['2'], wanted: ['4'] },
    { kind: 'missing', path: ['HANDLER h', 'DEVICE b'] },
    { kind: 'missing', path: ['HANDLER h', 'DEVICE b', 'x'], wanted: ['1'] },
    { kind: 'superfluous', path: ['HANDLER h', 'DEVICE a'] },
  ])
})

test('order of values, and the form of one, do not matter', () => {
  assert.deepEqual(compare(read('u a\nu b\nsetup_id 0x10\n'), read('u b\nu a\nsetup_id 16\n')), [])
})

test('of several values those that count', () => {
  const wanted = read('threads 4\nthreads 2\nOutgoingUser "a secret"\nOutgoingUser "b secret"\n')
  assert.deepEqual(compare(read('threads 2\nOutgoingUser "b secret"\n'), wanted), [])
})

test('a default is compared when the file names it, and else passed over', () => {
  const running = read('')
  running.nonKey = new Map([['threads', ['2']]])
  assert.deepEqual(compare(running, read('threads 2\n')), [])
  assert.deepEqual(compare(running, read('')), [])
  assert.equal(compare(running, read('threads 3\n')).length, 1)
})
