import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

async function logIn(MaxRecvDataSegmentLength = '8192'): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  const names = { initiator: INITIATOR, target: TARGET }
  await initiator.logIn(names, [['MaxRecvDataSegmentLength', MaxRecvDataSegmentLength]])
  return initiator.clearAttention()
}

describe('pings', () => {
  it('RFC 7143 §11.18.1, §11.18.2: an answer that asks for one itself is an answer, and gets one', async () => {
    await target.set('NopInInterval', '1')
    await target.set('NopInTimeout', '2')
    const initiator = await logIn()
    // The second ping comes only when the first is answered, the third when the session outlives NopInTimeout.
    for (let n = 0; n < 3; n++) {
      const { ttt } = await initiator.receive('NOP-In')
      assert.notEqual(ttt, 0xffffffff)
      const itt = initiator.nopOut({ immediate: true, words: { 20: ttt } })
      const answer = await initiator.receive('NOP-In')
      assert.deepEqual([answer.itt, answer.ttt], [itt, 0xffffffff])
    }
    initiator.close()
    await target.set('NopInInterval', '30')
    await target.set('NopInTimeout', '30')
  })
})

describe('Reject', () => {
  it('RFC 7143 §13.12, §11.17.4: has no more of a long header than the initiator takes', async () => {
    const initiator = await logIn('512')
    const ahs = Buffer.alloc(1020)
    ahs.writeUInt16BE(1017, 0)
    ahs[2] = 5
    initiator.command({ cdb: '00', ahs })
    const reject = await initiator.receive('Reject')
    assert.deepEqual([reject.u8(2), reject.data.length, reject.data[0]], [0x04, 512, 0x01])
    initiator.close()
  })
})
