import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nameFault } from '../../../../src/iscsi/login/names.ts'
import { fromUnicode } from '../../../../src/lib/bytes.ts'

const names: readonly [name: string, fault: RegExp | undefined][] = [
  ['iqn.2005-03.org.open-iscsi:abc', undefined],
  ['eui.02004567a425678d', undefined],
  ['other', undefined],
  [fromUnicode('iqn.2001-04.com.example:ä'), undefined],
  ['IQN.2005-03.org', /invalid character: I/],
  ['iqn.a_b', /invalid character: _/],
  ['iqn.a b', /invalid character/],
  ['iqn.\xff', /Invalid UTF-8/],
  [fromUnicode('iqn.\u3002'), /invalid character/],
  ['x'.repeat(224), /too long/],
]

describe('names of initiators (RFC 3722)', () => {
  for (const [name, fault] of names) {
    it(`${JSON.stringify(name.slice(0, 40))} is ${fault === undefined ? 'one' : 'none'}`, () => {
      if (fault === undefined) assert.equal(nameFault(name), undefined)
      else assert.match(nameFault(name) ?? '', fault)
    })
  }
})
