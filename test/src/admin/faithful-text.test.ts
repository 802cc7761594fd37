import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faithfulText } from '../../../src/admin/faithful-text.ts'
import { newConfiguration, newDriver } from '../../../src/config/configuration.ts'

const textWith = (name: string, value: string): string => {
  const driver = newDriver()
  driver.attributes.set(name, [value])
  return faithfulText({ ...newConfiguration(), drivers: new Map([['iscsi', driver]]) })
}

test('what can be read back is written', () => {
  assert.match(textWith('isns_entity_name', 'a b'), /\tisns_entity_name "a b"\n/)
})

test('what cannot is named', () => {
  assert.throws(() => textWith('isns_entity_name', 'a}b'), {
    name: 'Unwritable',
    message:
      "scst.conf has no way to write the value 'a}b' at TARGET_DRIVER iscsi, isns_entity_name; nothing is written",
  })
})

test('but a secret is not told', () => {
  assert.throws(() => textWith('IncomingUser', 'joe twelve}bytes{long'), {
    message:
      'scst.conf has no way to write what stands at TARGET_DRIVER iscsi, IncomingUser; nothing is written',
  })
})
