import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ITLNexus } from '../../../../src/scsi/itl-nexus.ts'
import { disk, initiator, said, send, session } from '../../../support/scsi.ts'

const READ_KEYS = '5e 00 00 00 00 00 00 00 08 00'

/** A session of a port that has no TransportID. */
function nameless(driver: string, lu: ReturnType<typeof disk>) {
  const plain = session('nobody')
  const nexus = { ...plain, transportId: new Uint8Array(0), port: { ...plain.port, driver } }
  lu.attach(new ITLNexus(nexus, 0, lu, false))
}

it('a port without TransportID makes persistent reservations impossible, the copy manager does not', async () => {
  const lu = disk()
  const nexus = initiator(lu)
  nameless('copy_manager', lu)
  assert.equal(said(await send(nexus, READ_KEYS, { alloc: 8 })), 'GOOD 0000000000000000')
  nameless('other', lu)
  assert.equal(said(await send(nexus, READ_KEYS, { alloc: 8 })), '5/20/00')
})
