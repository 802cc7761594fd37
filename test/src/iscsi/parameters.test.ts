import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findParameter, PARAMETERS } from '../../../src/iscsi/parameters.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { liveTree } from '../../support/live-tree.ts'

test('every parameter starts at its default, and :default: goes back to it', () => {
  const target = liveTree().iscsi.addTarget('t')
  assert.equal(PARAMETERS.size, 15)
  for (const [name, parameter] of PARAMETERS) {
    assert.ok(parameter.isDefault(target), name)
    const before = parameter.print(target)
    parameter.set(target, before)
    parameter.set(target, ':default:')
    assert.equal(parameter.print(target), before, name)
  }
})

test('limits are live: whoever serves the target is told', () => {
  const target = liveTree().iscsi.addTarget('t')
  let told = 0
  target.onLimitsChange = () => told++
  findParameter('queuedcommands')!.set(target, '64')
  assert.equal(target.limits.queuedCommands, 64)
  findParameter('MaxBurstLength')!.set(target, '65536')
  assert.equal(told, 1)
  for (const text of ['0', '2049', '1 2', '']) {
    assert.throws(() => findParameter('QueuedCommands')!.set(target, text), Refusal, text)
  }
})

test('there is no other name', () => {
  for (const name of ['enabled', 'SessionType', 'constructor']) assert.equal(findParameter(name), undefined)
})
