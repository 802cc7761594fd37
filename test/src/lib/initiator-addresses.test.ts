import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  addressFileMatches,
  parseAddressEntry,
  parseAddressFile,
} from '../../../src/lib/initiator-addresses.ts'

const tgt = 'iqn.2006-10.net.vlnb:tgt'

const matches: readonly [file: string, address: string, expected: boolean][] = [
  ['ALL ALL\n', '10.0.0.1', true],
  ['ALL 10.0.0.1\n', '10.0.0.1', true],
  ['ALL 10.0.0.1\n', '10.0.0.2', false],
  ['ALL 10.0.0.0/8\n', '10.200.3.4', true],
  ['ALL 10.0.0.0/8\n', '11.0.0.1', false],
  ['ALL 10.0.0.1/8\n', '10.0.0.1', false],
  ['ALL 10.0.0.1/32\n', '10.0.0.1', true],
  ['ALL 10.0.0.1  \n', '10.0.0.1', true],
  ['ALL 10.0.0.1', '10.0.0.1', true],
  ['ALL 1.2.3.4, 10.0.0.1\n', '10.0.0.1', true],
  ['ALL [fe80::]/10\n', 'fe80::1%eth0', true],
  ['ALL [fe80::1]\n', 'fe80::2', false],
  ['ALL [::ffff:1.2.3.4]\n', '::ffff:102:304', true],
  ['ALL host.name\n', '10.0.0.1', false],
  [`${tgt.toUpperCase()} ALL\n`, '10.0.0.1', true],
  ['iqn.other ALL\n', '10.0.0.1', false],
  ['all ALL\n', '10.0.0.1', false],
  ['# ALL ALL\n', '10.0.0.1', false],
  ['ALL\n', '10.0.0.1', false],
  [`${tgt} 1.1.1.1\nALL ALL\n`, '10.0.0.1', false],
]

describe('initiators.allow and initiators.deny', () => {
  for (const [file, address, expected] of matches) {
    it(`${JSON.stringify(file)} ${expected ? 'names' : 'does not name'} ${address}`, () => {
      assert.equal(addressFileMatches(parseAddressFile(file), tgt, address), expected)
    })
  }

  it('says why an entry can never match', () => {
    const entry = parseAddressEntry('10.0.0.1/8')
    assert.equal(entry.kind === 'dead' && entry.why, 'bits are set behind the first 8')
  })
})
