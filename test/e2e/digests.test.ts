import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { LIBISCSI_OFFERS, Session } from '../support/initiator/session.ts'
import { serve, TARGET } from '../support/target.ts'

/** What libiscsi cannot do: data digests, and mutual CHAP on the session that carries the data. */
const SIZE = 32 << 20
const PIECE = 1 << 20
const BLOCK = 512

test('both digests and mutual CHAP on a session that writes a disk and reads it back', async () => {
  const target = await serve({
    size: SIZE,
    target: [
      'IncomingUser "joe joes-long-secret"',
      'OutgoingUser "jim jims-long-secret"',
      ...['HeaderDigest "CRC32C,None"', 'DataDigest "CRC32C,None"', 'InitialR2T No'],
    ],
  })
  try {
    const session = await Session.logIn({
      ...{ port: target.port, initiator: 'iqn.2026-01.test:careful', target: TARGET },
      offers: LIBISCSI_OFFERS.map(
        ([key, value]) => [key, key.endsWith('Digest') ? 'CRC32C' : value] as const,
      ),
      chap: { user: 'joe', secret: 'joes-long-secret', target: { user: 'jim', secret: 'jims-long-secret' } },
    })
    assert.ok(session.connection.headerDigest && session.connection.dataDigest)
    await session.scsi(Buffer.alloc(6)) // takes the unit attention of a new session
    const data = randomBytes(SIZE)
    for (let at = 0; at < SIZE; at += PIECE) {
      const out = data.subarray(at, at + PIECE)
      assert.equal((await session.scsi(cdb(0x2a, at), { out })).status, 0)
    }
    for (let at = 0; at < SIZE; at += PIECE) {
      const read = await session.scsi(cdb(0x28, at), { alloc: PIECE })
      assert.ok(read.data.equals(data.subarray(at, at + PIECE)), `other bytes at ${at}`)
    }
    assert.equal(await session.logout(), 0)
    assert.equal(await target.stop(), 0)
    assert.ok(readFileSync(target.file(0)).equals(data))
  } finally {
    await target.stop()
    target.remove()
  }
})

/** READ(10) or WRITE(10) of one piece. */
function cdb(opcode: number, offset: number): Buffer {
  const bytes = Buffer.alloc(10)
  bytes[0] = opcode
  bytes.writeUInt32BE(offset / BLOCK, 2)
  bytes.writeUInt16BE(PIECE / BLOCK, 7)
  return bytes
}
