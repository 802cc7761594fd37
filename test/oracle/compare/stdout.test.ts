import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalStdout, upToFatal } from './stdout.ts'

const set = (name: string, target: string) =>
  `\t-> Setting target attribute '${name}' to value '1' for driver/target 'iscsi/${target}': done.\n`
const failed = 'Failed to set target attribute. See "dmesg" for more information.\n'
const lacks = (name: string, target: string) =>
  `WARNING: Driver/target 'iscsi/${target}' lacks the settable attribute '${name}', ignoring.\n\n`
const remove = (lun: number) => `\t-> Removing LUN ${lun} from driver/target 'iscsi/a': done.\n`

const same = (a: string, b: string) => assert.equal(canonicalStdout(a), canonicalStdout(b))
const other = (a: string, b: string) => assert.notEqual(canonicalStdout(a), canonicalStdout(b))

test('attribute lines of one object come in any order, each with what became of it', () => {
  same(set('x', 'a') + failed + set('y', 'a'), set('y', 'a') + set('x', 'a') + failed)
  same(set('x', 'a') + lacks('z', 'a'), lacks('z', 'a') + set('x', 'a'))
  other(set('x', 'a') + failed + set('y', 'a'), set('x', 'a') + set('y', 'a') + failed)
})

test('attribute lines of different objects keep their order', () => {
  other(set('x', 'a') + set('x', 'b'), set('x', 'b') + set('x', 'a'))
})

test('removals come in any order, other steps do not', () => {
  same(remove(1) + remove(2), remove(2) + remove(1))
  const create = (name: string) => `\t-> Creating target '${name}' for driver 'iscsi': done.\n`
  other(create('a') + create('b'), create('b') + create('a'))
})

test('nothing may be missing or double', () => {
  other(remove(1) + remove(2), remove(1))
  other(remove(1), remove(1) + remove(1))
})

test('process numbers of the debug lines do not count', () => {
  same('DBG(17): writing\n', 'DBG(4711): writing\n')
})

test('values of sessions that belong to a moment do not count, nor the widths they give', () => {
  const table = (sid: string, dashes: number, gap: string) =>
    `\tAttribute${gap}Value\n\t${'-'.repeat(dashes)}\n\tsid${gap}${sid}\n\tInitialR2T${gap}Yes\n`
  same(table('1', 30, '     '), table('10100003d0200', 44, '       '))
  other(table('1', 30, '     '), table('1', 30, '     ').replace('Yes', 'No'))
})

test('which number a value has does not count', () => {
  const rows = (first: string, second: string) =>
    `\tIncomingUser      ${first}\n\tIncomingUser1     ${second}\n`
  same(rows('a x', 'b y'), rows('b y', 'a x'))
  other(rows('a x', 'b y'), rows('a x', 'c z'))
})

test('a run that a FATAL cuts short is compared up to the run', () => {
  const fatal = '\n\nFATAL: Received the following error:\n\n\tFailed to set target attribute.\n\n'
  const ours = upToFatal(remove(1) + set('x', 'a') + fatal)
  const theirs = upToFatal(remove(1) + set('y', 'a') + set('x', 'a') + fatal)
  assert.ok(ours && theirs)
  assert.deepEqual(ours, theirs)
  assert.equal(ours.object, "driver/target 'iscsi/a'")
  assert.equal(upToFatal(remove(1)), undefined)
})
