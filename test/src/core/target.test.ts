import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import type { Target } from '../../../src/core/target.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { liveTree } from '../../support/live-tree.ts'

let target: Target
beforeEach(() => {
  target = liveTree().iscsi.addTarget('t')
})

const open = (name: string): Session => {
  const session = new Session(target, name, name, new Uint8Array())
  target.openSession(session)
  return session
}

test('the first group with a pattern for it takes an initiator', () => {
  const [first, second] = [target.createGroup('z'), target.createGroup('a')]
  second.initiators.add('iqn.x')
  first.initiators.add('iqn.*')
  assert.equal(target.groupOf('iqn.x'), first)
  first.initiators.clear()
  assert.equal(target.groupOf('iqn.x'), second)
  assert.equal(target.groupOf('iqn.y'), target.defaultGroup)
})

test('a group with sessions is kept, or they are closed where that was asked for', () => {
  target.createGroup('g').initiators.add('*')
  const session = open('iqn.x')
  assert.throws(
    () => target.deleteGroup('g'),
    (error) => error instanceof Refusal && error.code === 'EBUSY',
  )
  target.scst.settings.forciblyCloseSessions = true
  target.deleteGroup('g')
  assert.equal(target.sessions.has(session.directory), false)
})

test('closing a session twice, or one that was replaced, harms nobody', () => {
  const first = open('iqn.x')
  target.closeSession(first)
  const second = open('iqn.x')
  target.closeSession(first)
  assert.deepEqual([...target.sessions.values()], [second])
})
