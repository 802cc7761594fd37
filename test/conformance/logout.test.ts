import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type HeldWrites, holdWrites } from '../support/held-writes.ts'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const TEST_UNIT_READY = '00'
const READ_ONE_BLOCK = { cdb: '28 00 00000000 00 0001 00', read: true, length: 512 }
const WRITE_ONE_BLOCK = { cdb: '2a 00 00000000 00 0001 00', write: true, length: 512 }

let target: ServedTarget
let writes: HeldWrites
before(async () => {
  target = await serveTarget()
  writes = holdWrites(target.scst.devices.get('disk1')!.lu)
})
after(() => target.close())

async function logIn(isid = '00023d000001'): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid })
  return initiator.clearAttention()
}

describe('logout', () => {
  for (const reason of [0, 1, 2]) {
    it(`RFC 7143 §11.14, §11.15: reason ${reason}: response 0, times 0, then the connection is closed`, async () => {
      const initiator = await logIn()
      const itt = initiator.logout(reason)
      const answer = await initiator.receive('Logout Response')
      assert.deepEqual([answer.itt, answer.u8(2), answer.u32(40)], [itt, 0, 0])
      await initiator.connection.closed
    })
  }

  it('RFC 7143 §11.14: commands under way end without an answer', async () => {
    const initiator = await logIn()
    initiator.command(WRITE_ONE_BLOCK)
    await initiator.receive('R2T')
    initiator.logout()
    await initiator.receive('Logout Response')
    await initiator.connection.closed
  })

  it('RFC 7143 §11.14.5: what came early and would follow it never begins: no other initiator waits for it', async () => {
    const initiator = await logIn('00023d000001')
    const other = await logIn('00023d000002')
    initiator.command({ ...WRITE_ONE_BLOCK, cmdSN: initiator.cmdSN + 1 })
    initiator.logout()
    await initiator.receive('Logout Response')
    await initiator.connection.closed
    const compareAndWrite = '89 00 0000000000000000 000000 01 00 00'
    const data = Buffer.alloc(1024)
    assert.equal(await other.status({ cdb: compareAndWrite, write: true, length: 1024, data }), '00')
    other.close()
  })

  it('what was reserved is free when the initiator hears of its logout', async () => {
    const holder = await logIn('00023d000001')
    const other = await logIn('00023d000002')
    assert.equal(await holder.status({ cdb: '16' }), '00')
    assert.equal(await other.status(READ_ONE_BLOCK), '18')
    holder.logout()
    await holder.receive('Logout Response')
    assert.equal(await other.status(READ_ONE_BLOCK), '00')
    other.close()
  })

  it('RFC 7143 §11.14: nothing that comes behind it is executed or answered', async () => {
    const initiator = await logIn()
    const other = await logIn('00023d000002')
    const held = writes.hold()
    target.log.length = 0
    initiator.command({ ...WRITE_ONE_BLOCK, data: Buffer.alloc(512) })
    await held
    const itt = initiator.logout()
    initiator.command({ cdb: TEST_UNIT_READY })
    initiator.nopOut({ immediate: true })
    initiator.nopOut()
    const isSeen = () => target.log.some((line) => line.includes('Logout received from initiator'))
    while (!isSeen()) await other.isQuiet()
    writes.release()
    other.close()
    assert.equal((await initiator.receive()).itt, itt)
    await initiator.connection.closed
    await assert.rejects(initiator.receive())
  })

  it('RFC 7143 §11.15.2: header segments and data there are none', async () => {
    const initiator = await logIn()
    initiator.logout()
    assert.equal((await initiator.receive('Logout Response')).u32(4), 0)
  })
})
