import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultTargetParameters } from '../../../../src/iscsi/login/keys.ts'
import { keyNamed, Negotiation, parseNumber } from '../../../../src/iscsi/login/negotiate.ts'
import { LoginError } from '../../../../src/iscsi/login/status.ts'

const numbers: readonly [text: string, value: number][] = [
  ['8192', 8192],
  ['0x2000', 8192],
  ['010', 8],
  ['08', 0],
  ['12abc', 12],
  ['abc', 0],
  ['', 0],
  ['-1', 0xffffffff],
  ['4294967296', 0],
  ['99999999999999999999', 0xffffffff],
  [' \t\r7', 7],
  ['\xa07', 0],
]

describe('negotiation', () => {
  for (const [text, value] of numbers) {
    it(`'${text}' is ${value}`, () => assert.equal(parseNumber(text), value))
  }

  it('finds keys without case, AuthMethod exactly, and no limit of our own', () => {
    assert.equal(keyNamed('maxburstlength'), 'MaxBurstLength')
    assert.equal(keyNamed('authmethod'), undefined)
    assert.equal(keyNamed('MaxXmitDataSegmentLength'), undefined)
  })

  it('answers in the order and spelling of the offer', () => {
    const answers = new Negotiation().answer([
      ['maxburstlength', '512'],
      ['Foo', 'x'],
      ['InitialR2T', 'Yes'],
    ])
    assert.deepEqual(answers, [
      ['maxburstlength', '512'],
      ['Foo', 'NotUnderstood'],
      ['InitialR2T', 'Yes'],
    ])
  })

  it("declares its own segment length once, and only behind the initiator's", () => {
    const negotiation = new Negotiation()
    assert.deepEqual(negotiation.answer([]), [])
    assert.deepEqual(negotiation.answer([['MaxRecvDataSegmentLength', '4096']]), [
      ['MaxRecvDataSegmentLength', '1048576'],
    ])
    assert.deepEqual(negotiation.answer([]), [])
    const { MaxRecvDataSegmentLength, MaxXmitDataSegmentLength } = negotiation.agreed()
    assert.deepEqual([MaxRecvDataSegmentLength, MaxXmitDataSegmentLength], [1048576, 4096])
  })

  it("counts a key that an earlier request left out at the standard's default", () => {
    const negotiation = new Negotiation()
    negotiation.answer([])
    assert.deepEqual(negotiation.answer([['MaxBurstLength', '1048576']]), [['MaxBurstLength', '262144']])
  })

  it('takes a digest only where both have it', () => {
    const own = { ...defaultTargetParameters(), HeaderDigest: ['CRC32C'] as const }
    const answer = (list: string) => new Negotiation(own).answer([['HeaderDigest', list]])[0]![1]
    assert.deepEqual(['CRC32C,None', 'None', 'MD5', ''].map(answer), ['CRC32C', 'None', 'Reject', 'Reject'])
  })

  it('ends the login when RDMA is asked for on TCP', () => {
    assert.throws(() => new Negotiation().answer([['RDMAExtensions', 'Yes']]), LoginError)
    assert.deepEqual(new Negotiation().answer([['RDMAExtensions', 'No']]), [['RDMAExtensions', 'No']])
  })

  it("leaves iSER's keys without an answer", () => {
    assert.deepEqual(
      new Negotiation().answer([
        ['MaxAHSLength', '1'],
        ['iSERHelloRequired', 'No'],
      ]),
      [],
    )
  })
})
