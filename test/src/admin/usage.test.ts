import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesAllowed } from '../../../src/admin/usage.ts'

const USAGE = `Usage: echo "add_target target_name [parameters]" >mgmt

The following target driver attributes available: IncomingUser, OutgoingUser
The following target attributes available: IncomingUser, allowed_portal.

`

test('the names behind the colon', () => {
  assert.deepEqual(
    attributesAllowed(USAGE, 'target driver attributes'),
    new Set(['IncomingUser', 'OutgoingUser']),
  )
})

test('a full stop at the end is none of them', () => {
  assert.deepEqual(attributesAllowed(USAGE, 'target attributes'), new Set(['IncomingUser', 'allowed_portal']))
})

test('no such line, no names', () => assert.equal(attributesAllowed(USAGE, 'parameters').size, 0))
