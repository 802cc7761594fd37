import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressBytes, bracketed, expanded, withoutScope } from '../../../src/lib/ip-address.ts'

const addresses: readonly [text: string, hex: string | undefined][] = [
  ['10.0.2.15', '0a00020f'],
  ['::', '00000000000000000000000000000000'],
  ['::1', '00000000000000000000000000000001'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ['2001:db8::8:0:1', '20010db8000000000000000800000001'],
  ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['host', undefined],
  ['10.0.0', undefined],
]

describe('numeric addresses', () => {
  for (const [text, hex] of addresses) {
    it(`${text} is ${hex ?? 'none'}`, () => {
      const bytes = addressBytes(text)
      assert.equal(bytes && Buffer.from(bytes).toString('hex'), hex)
    })
  }

  it('show in brackets, without scope, and with every digit', () => {
    assert.equal(bracketed('fe80::1'), '[fe80::1]')
    assert.equal(bracketed('10.0.0.1'), '10.0.0.1')
    assert.equal(withoutScope('fe80::1%eth0'), 'fe80::1')
    assert.equal(expanded('fe80::1'), '[fe80:0000:0000:0000:0000:0000:0000:0001]')
    assert.equal(expanded('10.0.0.1'), '10.0.0.1')
  })
})
