import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const OTHER = 'iqn.2026-01.test:other'
const WRITE_8_BLOCKS = { cdb: '2a 00 00000000 00 0008 00', write: true, length: 4096 }
/** It waits for every command on its blocks. */
const COMPARE_AND_WRITE = {
  cdb: '89 00 0000000000000000 000000 01 00 00',
  write: true,
  length: 1024,
  data: Buffer.alloc(1024),
}

let target: ServedTarget
beforeEach(async () => {
  target = await serveTarget()
})
afterEach(() => target.close())

async function logIn(name = INITIATOR): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: name, target: TARGET })
  return initiator.clearAttention()
}

/** A write that the device server has, and whose data the initiator does not send. */
async function runningWrite(initiator: RawInitiator): Promise<void> {
  initiator.command(WRITE_8_BLOCKS)
  await initiator.receive('R2T')
}

const luns = (text: string) => target.write(`targets/iscsi/${TARGET}/luns/mgmt`, text)

describe('a command that runs on a LUN that is taken away', () => {
  it('RFC 7143 §11.14.5: ends with its connection, and the removal with it', async () => {
    const initiator = await logIn()
    await runningWrite(initiator)
    const removed = luns('del 0')
    assert.ok(await initiator.isQuiet())
    initiator.close()
    assert.equal(await removed, '0')
    assert.equal(await target.write('handlers/vdisk_fileio/mgmt', 'del_device disk1'), '0')
  })

  it('ends with its connection when the initiator was given another group: nobody waits for it', async () => {
    const other = await logIn(OTHER)
    const initiator = await logIn()
    await runningWrite(initiator)
    const groups = `targets/iscsi/${TARGET}/ini_groups`
    assert.equal(await target.write(`${groups}/mgmt`, 'create none'), '0')
    assert.equal(await target.write(`${groups}/none/initiators/mgmt`, `add ${INITIATOR}`), '0')
    initiator.close()
    assert.equal(await other.status(COMPARE_AND_WRITE), '00')
    other.close()
  })
})
