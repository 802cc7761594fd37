import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalStderr } from './stderr.ts'

test("Perl's own warnings are no part of the behaviour", () => {
  const warning = 'Use of uninitialized value $x in split at /usr/sbin/program line 12, <STDIN> line 1.\n'
  assert.equal(canonicalStderr(warning), '')
  assert.equal(canonicalStderr(`(EINVAL) ${warning}`), 'EINVAL')
  assert.equal(canonicalStderr(`Argument "abc" isn't numeric in addition (+) at x line 3.\n`), '')
})

test('words for error numbers are a multiset', () => {
  assert.equal(canonicalStderr('(EINVAL) (57) (EEXIST) '), canonicalStderr('(57) (EEXIST) (EINVAL) '))
  assert.notEqual(canonicalStderr('(EINVAL) (EINVAL) '), canonicalStderr('(EINVAL) '))
})

test('all else is compared', () => {
  assert.equal(canonicalStderr('Unknown option: x\n'), 'Unknown option: x')
})
