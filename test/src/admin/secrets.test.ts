import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDynamicAttribute, removeDynamicAttribute } from '../../../src/admin/operation.ts'
import { isAccount, maskAccount, withoutSecrets } from '../../../src/admin/secrets.ts'
import { setAttribute } from '../../../src/admin/set-attribute.ts'

const driver = { kind: 'driver', driver: 'iscsi' } as const
const target = { kind: 'target', driver: 'iscsi', target: 'iqn.t' } as const

test('no text of an operation on accounts shows a secret', () => {
  for (const secret of ['twelve-bytes', "it's' twelve", 'with blanks in it', "x' for driver 'y"])
    for (const ref of [driver, target])
      for (const name of ['IncomingUser', 'OutgoingUser'])
        for (const { says, text } of [
          addDynamicAttribute(ref, name, `joe ${secret}`),
          removeDynamicAttribute(ref, name, `joe ${secret}`),
          setAttribute(ref, `${name}1`, `joe ${secret}`),
        ]) {
          assert.ok(!withoutSecrets(says).includes(secret), withoutSecrets(says))
          if (text.includes('attribute')) assert.match(withoutSecrets(text), / joe \*{8}$/)
        }
})

test('what is known of the account otherwise stays', () => {
  assert.equal(
    withoutSecrets(addDynamicAttribute(driver, 'IncomingUser', 'joe twelve-bytes').says),
    "Adding driver attribute 'IncomingUser' with value 'joe ********' for driver 'iscsi'",
  )
  // As Pacemaker's agent gives it, without `=`.
  assert.equal(
    withoutSecrets(addDynamicAttribute(driver, 'IncomingUser joe twelve-bytes', '1').says),
    "Adding driver attribute 'IncomingUser joe ********' for driver 'iscsi'",
  )
  assert.equal(
    withoutSecrets(
      "-> Target dynamic attribute 'OutgoingUser' with value 'a secret' is not in configuration.",
    ),
    "-> Target dynamic attribute 'OutgoingUser' with value 'a ********' is not in configuration.",
  )
  assert.equal(withoutSecrets("Enabling driver 'IncomingUser'"), "Enabling driver 'IncomingUser'")
  assert.equal(maskAccount('joe twelve bytes'), 'joe ********')
})

test('a name that swallowed its value tells nothing', () => {
  for (const name of [
    'IncomingUser joe twelve-bytes',
    "OutgoingUser1 joe it's' twelve-bytes",
    'IncomingUser twelve-bytes',
  ])
    for (const says of [
      `\t-> WARNING: Driver 'iscsi' lacks the settable attribute '${name}', ignoring.\n\n`,
      `Invalid configuration encountered. Attribute '${name}' has an invalid value.`,
      setAttribute(driver, name, '').says,
      setAttribute(driver, name, '').path,
    ])
      assert.doesNotMatch(withoutSecrets(says), /twelve/)
})

test('entries of accounts may be numbered', () => {
  assert.deepEqual(['IncomingUser', 'OutgoingUser2', 'allowed_portal1'].map(isAccount), [true, true, false])
})
