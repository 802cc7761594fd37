import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sessionStates } from '../../../src/iscsi/session-states.ts'

it('RFC 7143 §8.3.2: a session ends by logout, or fails and is cleaned up', () => {
  const loggedOut = sessionStates()
  for (const event of ['login begins', 'login succeeds', 'logged out'] as const) loggedOut.on(event)
  assert.equal(loggedOut.state, 'FREE')
  const failed = sessionStates()
  for (const event of ['login begins', 'login succeeds', 'failed', 'cleaned up'] as const) failed.on(event)
  assert.equal(failed.state, 'FREE')
})
