import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StateMachine } from '../../../src/iscsi/transitions.ts'

const machine = () =>
  new StateMachine<'off' | 'on', 'press' | 'break'>('off', [
    ['off', 'press', 'on', 'T1'],
    ['on', 'press', 'off', 'T2'],
  ])

it('a state changes by its table', () => {
  const light = machine()
  assert.deepEqual([light.state, light.on('press'), light.on('press')], ['off', 'on', 'off'])
})

it('a pair that the table does not have is an error that names both', () => {
  const light = machine()
  assert.equal(light.can('break'), false)
  assert.throws(() => light.on('break'), /no transition from off on 'break'/)
})
