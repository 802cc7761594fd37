import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Aftermath } from './aftermath.ts'

const rules = (aftermath: Aftermath, argv: string[], expected: string, actual: string, cutShort?: string) =>
  aftermath.mark(argv, [{ what: 'text', expected, actual }], cutShort).map(({ neverCopied }) => neverCopied)

test('a stale OutgoingUser colours what is said of OutgoingUser afterwards, and nothing else', () => {
  const aftermath = new Aftermath()
  const listed = ['-list_drv_attr', 'iscsi']
  const ours = 'a 1\nOutgoingUser  jim x\n'
  assert.deepEqual(rules(aftermath, listed, 'a 1\n', ours), [undefined])
  assert.deepEqual(
    rules(aftermath, listed, 'OutgoingUser  <not set>\n', 'OutgoingUser  jim x\n').map(Boolean),
    [true],
  )
  assert.deepEqual(rules(aftermath, listed, 'a 1\n', ours).map(Boolean), [true])
  assert.deepEqual(rules(aftermath, listed, 'a 2\n', ours), [undefined])
})

test('an initiator with a slash colours listings of initiators from then on', () => {
  const aftermath = new Aftermath()
  const list = ['-list_group', 'g']
  assert.deepEqual(rules(aftermath, list, 'a\n', 'a\nb\n'), [undefined])
  rules(aftermath, ['-add_init', 'a/b', '-group', 'g'], 'x', 'y')
  assert.deepEqual(rules(aftermath, list, 'a\n', 'a\nb\n').map(Boolean), [true])
  assert.deepEqual(rules(aftermath, ['-list_device'], 'a\n', 'a\nb\n'), [undefined])
})

test('attributes that a FATAL left set or not are free afterwards', () => {
  const aftermath = new Aftermath()
  const set = ['-set_tgt_attr', 't', '-attributes', 'MaxSessions=2,RspTimeout=1']
  rules(aftermath, set, 'x', 'y', "driver/target 'iscsi/t'")
  const table = (value: number) => `\tMaxSessions     ${value}     Yes\n\tother     1     Yes\n`
  assert.deepEqual(rules(aftermath, ['-list_tgt_attr', 't'], table(0), table(2)).map(Boolean), [true])
  assert.deepEqual(rules(aftermath, ['-list_tgt_attr', 't'], 'other 1\n', 'other 2\n'), [undefined])
})
