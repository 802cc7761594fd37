import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RecordedNode, ROOT } from '../recording.ts'
import { comparableDiffs, comparableTrees, differenceOf } from './tree.ts'

const file = (path: string, content: string): RecordedNode => ({
  path: `${ROOT}/${path}`,
  type: 'file',
  mode: '0644',
  content,
})
const link = (path: string, target: string): RecordedNode => ({
  path: `${ROOT}/${path}`,
  type: 'link',
  mode: '0777',
  target,
})

function isSame(expected: RecordedNode[], actual: RecordedNode[], removals = false): boolean {
  const texts = comparableTrees(expected, actual, { removals })
  return texts.expected === texts.actual
}

test('content, mode and presence count', () => {
  assert.ok(isSame([file('a', '1\n')], [file('a', '1\n')]))
  assert.ok(!isSame([file('a', '1\n')], [file('a', '1\n[key]\n')]))
  assert.ok(!isSame([file('a', '1\n')], [{ ...file('a', '1\n'), mode: '0444' }]))
  assert.ok(!isSame([file('a', '1\n')], []))
})

test('what belongs to a process, a moment or a build does not count', () => {
  for (const path of ['targets/x/sessions/s/sid', 'targets/x/sessions/s/thread_pid', 'sgv/global_stats']) {
    assert.ok(isSame([file(path, '1\n')], [file(path, '2\n')]), path)
  }
  assert.ok(isSame([file('version', '3\nSCST kver: 6.1\n')], [file('version', '3\nSCST kver: none\n')]))
  assert.ok(!isSame([file('version', '3\n')], [file('version', '4\n')]))
})

test("the copy manager's own reads are at most the recorded ones", () => {
  const path = 'targets/copy_manager/copy_manager_tgt/read_cmd_count'
  assert.ok(isSame([file(path, '5\n')], [file(path, '0\n')]))
  assert.ok(!isSame([file(path, '5\n')], [file(path, '6\n')]))
})

test('numbered siblings are a multiset of values', () => {
  const users = (one: string, two: string) => [file('t/IncomingUser', one), file('t/IncomingUser1', two)]
  assert.ok(isSame(users('a', 'b'), users('b', 'a')))
  assert.ok(!isSame(users('a', 'b'), users('a', 'c')))
})

test('numbers of exports are free after removals only', () => {
  const exported = (one: string, two: string) => [
    link('d/exported/export0', one),
    link('d/exported/export1', two),
  ]
  assert.ok(!isSame(exported('a', 'b'), exported('b', 'a')))
  assert.ok(isSame(exported('a', 'b'), exported('b', 'a'), true))
})

test('a difference names what came, changed and went', () => {
  const diff = differenceOf([file('a', '1'), file('b', '1')], [file('a', '2'), file('c', '1')])
  assert.deepEqual(diff, {
    added: [file('c', '1')],
    changed: [{ path: `${ROOT}/a`, from: '1', to: '2' }],
    removed: [`${ROOT}/b`],
  })
  const texts = comparableDiffs(diff, { ...diff, removed: [] })
  assert.notEqual(texts.expected, texts.actual)
})

test('changes below sessions are left out', () => {
  const changed = [{ path: `${ROOT}/targets/i/t/sessions/s/x`, from: '1', to: '2' }]
  assert.deepEqual(comparableDiffs({ changed }, {}), { expected: '', actual: '' })
})
