import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInPlaceOf, secretStart, userOf, withoutAccount } from '../../../src/config/account.ts'

test('a user ends at the first blank', () => assert.equal(userOf('joe\tsecret one'), 'joe'))

test('SCST holds one account for each user, and one outgoing one', () => {
  assert.ok(isInPlaceOf('IncomingUser', 'joe a', 'joe b'))
  assert.ok(!isInPlaceOf('IncomingUser', 'joe a', 'jim a'))
  assert.ok(isInPlaceOf('OutgoingUser', 'joe a', 'jim b'))
  assert.ok(!isInPlaceOf('allowed_portal', 'a', 'a'))
})

test('behind the name of an account, however it is written, nothing is told', () => {
  assert.equal(withoutAccount('IncomingUser joe secret'), 'IncomingUser ********')
  assert.equal(withoutAccount('x incominguser3=joe'), 'x incominguser3 ********')
  assert.equal(withoutAccount('IncommingUser "joe secret"'), 'IncommingUser ********')
  assert.equal(withoutAccount('OutgoingUser'), 'OutgoingUser')
  assert.equal(withoutAccount('TARGET iqn.incom:x'), 'TARGET iqn.incom:x')
  assert.equal(secretStart('\tIncomingUser joe'), 13)
  assert.equal(secretStart('alias x'), undefined)
})
