import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { LIBISCSI_OFFERS, Session } from '../../../support/initiator/session.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../../../support/iscsi-target.ts'

const SESSION = `targets/iscsi/${TARGET}/sessions/${INITIATOR}`

let served: ServedTarget
beforeEach(async () => {
  served = await serveTarget()
})
afterEach(() => served.close())

const logIn = (isid?: string) =>
  Session.logIn({
    port: served.port,
    initiator: INITIATOR,
    target: TARGET,
    offers: LIBISCSI_OFFERS,
    ...(isid !== undefined && { isid }),
  })

/** Reads until the content is there; sessions end in their own time. */
const until = async (path: string, wanted: string | undefined): Promise<void> => {
  for (;;) {
    const content = await served.read(path).catch(() => undefined)
    if (content === wanted) return
    await new Promise(setImmediate)
  }
}

test('a session shows what was agreed on, its connection and its LUNs', async () => {
  await logIn('00023d000001')
  const rows: Readonly<Record<string, string>> = {
    initiator_name: `${INITIATOR}\n`,
    sid: '10100003d0200\n',
    reinstating: '0\n',
    commands: '0\n',
    InitialR2T: 'No\n',
    MaxBurstLength: '262144\n',
    HeaderDigest: 'None\n',
    '127.0.0.1/cid': '0',
    '127.0.0.1/ip': '127.0.0.1',
    '127.0.0.1/target_ip': '127.0.0.1',
    '127.0.0.1/state': 'established idle ',
    '127.0.0.1/transport': 'iSCSI-TCP\n',
    'lun0/active_commands': '0\n',
  }
  for (const [name, content] of Object.entries(rows)) {
    assert.equal(await served.read(`${SESSION}/${name}`), content, name)
  }
  assert.equal(await served.tree.readlink(`${SESSION}/luns`), '../../luns')
  assert.equal(await served.write(`${SESSION}/MaxBurstLength`, '1\n'), 'open:EACCES')
})

test('commands are counted, for the target while the session is there', async () => {
  const session = await logIn()
  await session.scsi(Buffer.from('000000000000', 'hex'))
  await session.scsi(Buffer.from('28000000000800001000', 'hex'), { alloc: 8192 })
  assert.equal(await served.read(`${SESSION}/read_cmd_count`), '1\n')
  assert.equal(await served.read(`${SESSION}/read_io_count_kb`), '8\n')
  assert.equal(await served.read(`targets/iscsi/${TARGET}/read_io_count_kb`), '8\n')
  assert.equal(await served.write(`${SESSION}/read_unaligned_cmd_count`, 'x'), '0')
  assert.equal(await served.read(`${SESSION}/read_cmd_count`), '0\n')
})

test('force_close ends it, and only then its target can be deleted', async () => {
  await logIn()
  assert.equal(await served.write('targets/iscsi/mgmt', `del_target ${TARGET}\n`), 'EBUSY')
  assert.equal(await served.write(`${SESSION}/force_close`, '1\n'), '0')
  await until(`${SESSION}/sid`, undefined)
  assert.equal(await served.write('targets/iscsi/mgmt', `del_target ${TARGET}\n`), '0')
})

test('a second session of an initiator has a directory of its own', async () => {
  await logIn('00023d000001')
  await logIn('00023d000002')
  assert.equal(await served.read(`${SESSION}_1/initiator_name`), `${INITIATOR}\n`)
  assert.equal((await served.names(`targets/iscsi/${TARGET}/sessions`)).length, 2)
})
