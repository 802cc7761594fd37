import assert from 'node:assert/strict'
import { it } from 'node:test'
import { connectionStates } from '../../../src/iscsi/connection-states.ts'

const lives = [
  ['accepted', 'closed'],
  ['accepted', 'login begins', 'closed'],
  ['accepted', 'login begins', 'login succeeds', 'closed', 'cleaned up'],
  ['accepted', 'login begins', 'login succeeds', 'logout begins', 'closed', 'cleaned up'],
  [
    'accepted',
    'login begins',
    'login succeeds',
    'logout is asked for',
    'logout begins',
    'closed',
    'cleaned up',
  ],
] as const

for (const events of lives) {
  it(`RFC 7143 §8.1.4: ${events.join(', ')} leads back to FREE`, () => {
    const states = connectionStates()
    for (const event of events) states.on(event)
    assert.equal(states.state, 'FREE')
  })
}

it('RFC 7143 §8.1.4: nobody logs out before he is logged in', () => {
  const states = connectionStates()
  states.on('accepted')
  assert.equal(states.can('logout begins'), false)
})
