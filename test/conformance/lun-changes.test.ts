import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { holdWrites } from '../support/held-writes.ts'
import { RawInitiator, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const OTHER = 'iqn.2026-01.test:other'
const WRITE_8_BLOCKS = { cdb: '2a 00 00000000 00 0008 00', write: true, length: 4096 }
const MARKED = { ...WRITE_8_BLOCKS, data: Buffer.alloc(4096, 0x77) }
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

/** The status of the next command that is answered. */
async function nextStatus(initiator: RawInitiator): Promise<string> {
  for (;;) {
    const pdu = await initiator.receive()
    if (pdu.name === 'SCSI Response') return statusOf(pdu)
  }
}

const firstByte = (file: string) => readFileSync(file)[0]

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

describe('a command that waits for its turn', () => {
  it('runs on no LUN that was removed meanwhile', async () => {
    const initiator = await logIn()
    const { cmdSN } = initiator
    initiator.command({ ...MARKED, cmdSN: cmdSN + 1 })
    assert.ok(await initiator.isQuiet())
    assert.equal(await luns('del 0'), '0')
    initiator.nopOut({ cmdSN })
    assert.equal(await nextStatus(initiator), '02 05/25/00')
    assert.equal(firstByte(target.file), 0)
    initiator.close()
  })

  it('writes nothing to a disk that was replaced meanwhile', async () => {
    const replacement = `${target.file}2`
    writeFileSync(replacement, Buffer.alloc(1 << 20))
    await target.write('handlers/vdisk_fileio/mgmt', `add_device disk2 filename=${replacement}`)
    const initiator = await logIn()
    const { cmdSN } = initiator
    initiator.command({ ...MARKED, cmdSN: cmdSN + 1 })
    assert.ok(await initiator.isQuiet())
    assert.equal(await luns('replace disk2 0'), '0')
    initiator.nopOut({ cmdSN })
    assert.equal(await nextStatus(initiator), '02 06/29/00')
    assert.deepEqual([firstByte(target.file), firstByte(replacement)], [0, 0])
    initiator.close()
  })

  it('for the end of the session that its own replaces: the same', async () => {
    const writes = holdWrites(target.scst.devices.get('disk1')!.lu)
    const old = await logIn()
    const came = writes.hold()
    old.command({ ...WRITE_8_BLOCKS, data: Buffer.alloc(4096, 0x11) })
    await came
    const initiator = await logIn()
    initiator.command(MARKED)
    assert.ok(await initiator.isQuiet())
    const removed = luns('del 0')
    writes.release()
    assert.equal(await nextStatus(initiator), '02 05/25/00')
    assert.equal(await removed, '0')
    assert.equal(firstByte(target.file), 0x11)
    initiator.close()
  })
})
