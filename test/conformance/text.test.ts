import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RawInitiator, type Received } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const SECOND = 'iqn.2026-01.test.tscst:second'

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

const FIRST_PORTAL = () => `127.0.0.1:${target.port},1`
const text = (pdu: Received): string => pdu.data.toString('latin1').replaceAll('\0', ' ').trim()

async function logIn(): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  return initiator.logIn({ initiator: INITIATOR, target: TARGET })
}

describe('text in a normal session', () => {
  const answers: readonly [rule: string, key: string, value: string, answer: () => string][] = [
    [
      'App. C: an empty SendTargets: its own target',
      'SendTargets',
      '',
      () => `TargetName=${TARGET} TargetAddress=${FIRST_PORTAL()}`,
    ],
    [
      'App. C: its own name',
      'SendTargets',
      TARGET,
      () => `TargetName=${TARGET} TargetAddress=${FIRST_PORTAL()}`,
    ],
    ['§13.3: All must not work', 'SendTargets', 'All', () => 'SendTargets=Reject'],
    ['App. C: another name', 'SendTargets', SECOND, () => ''],
    ['§13: a key of the login', 'MaxBurstLength', '512', () => 'MaxBurstLength=Reject'],
    ['§6.2: a key that nobody knows', 'Foo', '1', () => 'Foo=NotUnderstood'],
  ]
  for (const [rule, key, value, answer] of answers) {
    it(`RFC 7143 ${rule}`, async () => {
      const initiator = await logIn()
      initiator.text([[key, value]])
      assert.equal(text(await initiator.receive('Text Response')), answer())
      initiator.close()
    })
  }

  it('RFC 7143 §13.12, §6.4: MaxRecvDataSegmentLength may be declared anew', async () => {
    const initiator = await logIn()
    initiator.text([['MaxRecvDataSegmentLength', '512']])
    assert.equal(text(await initiator.receive('Text Response')), '')
    await initiator.clearAttention()
    initiator.command({ cdb: '28 00 00000000 00 0002 00', read: true, length: 1024 })
    assert.equal((await initiator.receive('Data-In')).data.length, 512)
    initiator.close()
  })

  it('RFC 7143 §6.4, §7.12: a key twice in one sequence: Reject 0x04, nothing of it takes effect', async () => {
    const initiator = await logIn()
    initiator.text([
      ['MaxRecvDataSegmentLength', '512'],
      ['MaxRecvDataSegmentLength', '1024'],
    ])
    assert.equal((await initiator.receive('Reject')).u8(2), 0x04)
    initiator.nopOut({ data: Buffer.alloc(1000) })
    assert.equal((await initiator.receive('NOP-In')).data.length, 1000)
    initiator.close()
  })

  it('RFC 7143 §6.4: a key again in a later request of the sequence: Reject 0x04', async () => {
    const initiator = await logIn()
    initiator.request({ opcode: 0x04, flags: 0, data: Buffer.from('MaxRecvDataSegmentLength=512\0') })
    const open = await initiator.receive('Text Response')
    initiator.text([['MaxRecvDataSegmentLength', '1024']], { words: { 20: open.ttt } })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x04)
    initiator.text([['MaxRecvDataSegmentLength', '2048']])
    assert.equal(text(await initiator.receive('Text Response')), '', 'the next sequence is a new one')
    initiator.close()
  })

  it('RFC 7143 §11.11.1: a request with F 0 is answered with F 0', async () => {
    const initiator = await logIn()
    initiator.request({ opcode: 0x04, flags: 0, data: Buffer.from('Foo=1\0') })
    const open = await initiator.receive('Text Response')
    assert.deepEqual([open.flags & 0x80, open.ttt === 0xffffffff], [0, false])
    initiator.text([], { words: { 20: open.ttt } })
    assert.equal((await initiator.receive('Text Response')).flags & 0x80, 0x80)
    initiator.close()
  })

  it('RFC 7143 §6.4: a limit that is declared anew counts when the sequence has ended', async () => {
    const initiator = await logIn()
    await initiator.clearAttention()
    const read = async () => {
      initiator.command({ cdb: '28 00 00000000 00 0002 00', read: true, length: 1024 })
      let pdu = await initiator.receive('Data-In')
      const { length } = pdu.data
      while ((pdu.flags & 1) === 0) pdu = await initiator.receive('Data-In')
      return length
    }
    initiator.request({ opcode: 0x04, flags: 0, data: Buffer.from('MaxRecvDataSegmentLength=512\0') })
    const open = await initiator.receive('Text Response')
    assert.equal(await read(), 1024)
    initiator.text([], { words: { 20: open.ttt } })
    await initiator.receive('Text Response')
    assert.equal(await read(), 512)
    initiator.close()
  })

  it('RFC 7143 §6.4, §11.10.4: a request without tag gives up the open sequence: nothing of it takes effect', async () => {
    const initiator = await logIn()
    initiator.request({ opcode: 0x04, flags: 0, data: Buffer.from('MaxRecvDataSegmentLength=512\0') })
    const open = await initiator.receive('Text Response')
    initiator.text([['Foo', '1']])
    assert.equal(text(await initiator.receive('Text Response')), 'Foo=NotUnderstood')
    initiator.text([], { words: { 20: open.ttt } })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x09)
    initiator.nopOut({ immediate: true, data: Buffer.alloc(1000) })
    assert.equal((await initiator.receive('NOP-In')).data.length, 1000)
    initiator.close()
  })

  it('RFC 7143 §11.10.3, §11.11.3: an answer with a tag has the LUN of its request, one without none', async () => {
    const initiator = await logIn()
    initiator.request({ opcode: 0x04, flags: 0, words: { 8: 0x00010000 } })
    const open = await initiator.receive('Text Response')
    initiator.text([], { words: { 8: 0x00010000, 20: open.ttt } })
    const last = await initiator.receive('Text Response')
    assert.deepEqual([open.u32(8), last.u32(8), last.ttt], [0x00010000, 0, 0xffffffff])
    initiator.close()
  })

  it('RFC 7143 §6.1: every pair of an answer ends with NUL', async () => {
    const initiator = await logIn()
    initiator.text([
      ['SendTargets', ''],
      ['Foo', '1'],
    ])
    const { data } = await initiator.receive('Text Response')
    assert.equal(data.at(-1), 0)
    assert.equal(data.toString().split('\0').length, 4)
    initiator.close()
  })
})
