import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { address, delimiter, number, text, textOf } from '../../../src/isns/attribute.ts'
import { encodeMessage, FUNCTION, MAX_MESSAGE, MessageReader, RESPONSE } from '../../../src/isns/message.ts'

/** A DevAttrQry of RFC 4171 §5.6.5.2: source, key, delimiter. */
const QUERY = [
  '0001 0002 0024 8c00 0007 0000', // version, function, length, client first last, transaction, sequence
  '00000020 00000008 69716e2e 613a6200', // iSCSI Name iqn.a:b
  '00000021 00000004 00000002', // node type initiator
  '00000000 00000000', // delimiter
]

const hex = (lines: readonly string[]): string => lines.join('').replaceAll(' ', '')

describe('iSNS messages', () => {
  it('RFC 4171 §5.1, §5.3: header, attributes, padding', () => {
    const bytes = encodeMessage({
      functionId: FUNCTION.DevAttrQry,
      transactionId: 7,
      attributes: [text('iSCSI Name', 'iqn.a:b'), number('iSCSI Node Type', 2), delimiter],
    })
    assert.equal(bytes.toString('hex'), hex(QUERY))
  })

  it('RFC 4171 §5.3.1: strings end in NUL and are padded to words', () => {
    assert.equal(text('iSCSI Alias', 'abcd').value.toString('hex'), '6162636400000000')
    assert.equal(textOf(text('iSCSI Alias', 'abcd')), 'abcd')
  })

  it('RFC 4171 §6.3.1: IPv4 addresses travel mapped into IPv6', () => {
    assert.equal(
      address('Portal IP Address', '10.0.2.15').value.toString('hex'),
      '00000000000000000000ffff0a00020f',
    )
    assert.equal(
      address('Portal IP Address', 'fe80::1').value.toString('hex'),
      'fe800000000000000000000000000001',
    )
  })

  it('RFC 4171 §5.2: a long message goes in several PDUs and is put together again', () => {
    const attributes = Array.from({ length: 400 }, (_, i) => text('iSCSI Name', `iqn.${'x'.repeat(200)}${i}`))
    const bytes = encodeMessage({
      functionId: FUNCTION.DevAttrReg | RESPONSE,
      transactionId: 1,
      status: 0,
      attributes,
    })
    const reader = new MessageReader()
    const messages = [bytes.subarray(0, 100), bytes.subarray(100, 70000), bytes.subarray(70000)].flatMap(
      (part) => reader.read(part),
    )
    assert.equal(messages.length, 1)
    assert.equal(messages[0]!.attributes.length, 400)
    assert.equal(messages[0]!.status, 0)
  })

  it('refuses what is no iSNS', () => {
    assert.throws(() => new MessageReader().read(Buffer.from('GET / HTTP/1.1\r\n\r\n')), /iSNS version/)
  })

  for (const [what, length] of [
    ['long', 65532],
    ['empty', 0],
  ] as const) {
    it(`refuses a message that does not end, of ${what} PDUs`, () => {
      const header = Buffer.from('0001 0008 0000 0400 0001 0000'.replaceAll(' ', ''), 'hex')
      header.writeUInt16BE(length, 4)
      const pdu = Buffer.concat([header, Buffer.alloc(length)])
      const reader = new MessageReader()
      const endless = () => {
        for (let sent = 0; sent < 2 * MAX_MESSAGE; sent += pdu.length) reader.read(pdu)
      }
      assert.throws(endless, /more than 262144 bytes/)
    })
  }
})
