import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { type HeldWrites, holdWrites } from '../support/held-writes.ts'
import { Connection } from '../support/initiator/connection.ts'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const TEST_UNIT_READY = '00'
const READ_ONE_BLOCK = { cdb: '28 00 00000000 00 0001 00', read: true, length: 512 }
const WRITE_ONE_BLOCK = { cdb: '2a 00 00000000 00 0001 00', write: true, length: 512 }
const ISID = '00023d000001'

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

async function logIn(isid = ISID): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid })
  return initiator.clearAttention()
}

/** A second login of the initiator port; nothing is sent on it yet. */
async function logInAgain(): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  return initiator.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: ISID })
}

/** Another connection for the session, in the place of the old one. */
async function reconnect({ login, cmdSN }: Pick<RawInitiator, 'login' | 'cmdSN'>): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  initiator.cmdSN = cmdSN
  const { tsih } = login!
  return initiator.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: ISID, tsih, cmdSN })
}

/** A write that waits for its data. */
async function waitingWrite(initiator: RawInitiator): Promise<void> {
  initiator.command(WRITE_ONE_BLOCK)
  await initiator.receive('R2T')
}

const sessions = () => target.names(`targets/iscsi/${TARGET}/sessions`)

describe('reinstatement', () => {
  it('RFC 7143 §6.3.5: a login with the ISID of a live session ends that one; its tasks get no answers', async () => {
    const old = await logIn()
    await waitingWrite(old)
    const next = await RawInitiator.connect(target.port)
    await next.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: '00023d000001' })
    await old.connection.closed
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '02 06/29/07')
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '00')
    next.close()
  })

  it('RFC 7143 §4.4.3: another ISID is another session', async () => {
    const one = await logIn('00023d000001')
    const two = await logIn('00023d000002')
    assert.equal(await one.status({ cdb: TEST_UNIT_READY }), '00')
    assert.equal(await two.status({ cdb: TEST_UNIT_READY }), '00')
    one.close()
    two.close()
  })

  it('RFC 7143 §6.3.1: a live ISID with another TSIH: 020a', async () => {
    const one = await logIn()
    const tsih = one.login!.tsih ^ 0x0101
    const other = await RawInitiator.connect(target.port)
    const login = other.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: '00023d000001', tsih })
    await assert.rejects(login, /020a/)
    one.close()
  })

  it('RFC 7143 §6.3.4: through a portal where the initiator would have another session name: 020a', async () => {
    const other = (await target.portals.listen([{ host: '127.0.0.2', port: 0 }])).at(-1)!
    await target.write(`targets/iscsi/${TARGET}/per_portal_acl`, '1')
    const old = await logIn()
    const { tsih } = old.login!
    const next = new RawInitiator(await Connection.open({ port: other.port, host: '127.0.0.2' }))
    const login = next.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: ISID, tsih })
    await assert.rejects(login, /020a/)
    assert.ok(await old.isQuiet())
    old.close()
    await target.write(`targets/iscsi/${TARGET}/per_portal_acl`, '0')
  })

  it('RFC 7143 §13.2: a second connection of a session: 0206', async () => {
    const one = await logIn()
    const { tsih } = one.login!
    const other = await RawInitiator.connect(target.port)
    const login = other.logIn({ initiator: INITIATOR, target: TARGET }, [], {
      isid: '00023d000001',
      tsih,
      cid: 9,
    })
    await assert.rejects(login, /0206/)
    one.close()
  })

  it('RFC 7143 §6.3.4, §11.14.5: the same CID reinstates the connection: same TSIH, 47/7F for what was cleared', async () => {
    const old = await logIn()
    await waitingWrite(old)
    const next = await reconnect(old)
    assert.equal(next.login!.tsih, old.login!.tsih)
    await old.connection.closed
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '02 06/47/7f')
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '00')
    next.close()
  })

  it('RFC 7143 §6.3.4, §7.2.1: command numbers go on with the session: what the old connection lost may come again', async () => {
    const old = await logIn()
    const { cmdSN } = old
    old.command({ cdb: TEST_UNIT_READY, cmdSN: cmdSN + 1 })
    assert.ok(await old.isQuiet())
    old.cmdSN = cmdSN + 2
    const next = await reconnect(old)
    assert.equal(next.login!.expCmdSN, cmdSN)
    next.cmdSN = cmdSN
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '02 06/47/7f', 'of the one that was cleared')
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '00')
    next.close()
  })

  it('RFC 7143 §6.3.4: an initiator that begins to count anew is served', async () => {
    const old = await logIn()
    const { cmdSN } = old
    assert.equal(await old.status({ cdb: TEST_UNIT_READY }), '00')
    const next = await reconnect({ login: old.login, cmdSN })
    assert.equal(next.login!.expCmdSN, cmdSN)
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '00')
    next.close()
  })

  it('RFC 7143 §13.16: a session whose connection is lost is gone: its TSIH does not exist', async () => {
    const lost = await logIn()
    const { tsih } = lost.login!
    lost.connection.end()
    await lost.connection.closed
    const next = await RawInitiator.connect(target.port)
    const login = next.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: '00023d000001', tsih })
    await assert.rejects(login, /020a/)
  })
})

describe('loss of a nexus', () => {
  const KEY = '00 00 00 00 00 00 00 00 11 22 33 44 55 66 77 88'
  const REGISTER = {
    ...{ cdb: '5f 00 00 00 00 00 00 00 18 00', write: true, length: 24 },
    data: Buffer.concat([Buffer.from(KEY.replaceAll(' ', ''), 'hex')], 24),
  }
  const READ_KEYS = { cdb: '5e 00 00 00 00 00 00 00 20 00', read: true, length: 32 }

  it('RFC 7143 §4.4.3.2, §6.3.5.1: persistent reservations outlive their session, a reservation does not', async () => {
    const lost = await logIn()
    const other = await logIn('00023d000002')
    assert.equal(await lost.status(REGISTER), '00')
    assert.equal(await lost.status({ cdb: '16' }), '18', 'RESERVE(6) of a registered initiator')
    lost.connection.end()
    await lost.connection.closed
    const next = await logIn()
    next.command(READ_KEYS)
    assert.equal((await next.receive('Data-In')).data.toString('hex', 8, 16), '1122334455667788')
    next.close()
    other.close()
  })

  it('RFC 7143 §4.4.2: an initiator port is named by its name and the twelve digits of its ISID', async () => {
    const initiator = await logIn('00023d00beef')
    assert.equal(await initiator.status(REGISTER), '00')
    initiator.command({ cdb: '5e 03 00 00 00 00 00 01 00 00', read: true, length: 256 })
    const { data } = await initiator.receive('Data-In')
    assert.ok(data.includes(`${INITIATOR},i,0x00023d00beef\0`), data.toString('latin1'))
    initiator.close()
  })
})

describe('tasks of an old session or connection that are still in the store', () => {
  let writes: HeldWrites
  before(() => {
    writes = holdWrites(target.scst.devices.get('disk1')!.lu)
  })
  afterEach(() => writes.release())

  /** A write that the store has not finished; its initiator is gone. */
  async function lostWrite(): Promise<RawInitiator> {
    const initiator = await logIn()
    const held = writes.hold()
    initiator.command({ ...WRITE_ONE_BLOCK, data: Buffer.alloc(512, 1) })
    await held
    return initiator
  }

  it('RFC 7143 §6.3.5: commands of the new session wait for them, TEST UNIT READY does not', async () => {
    const old = await lostWrite()
    const next = await logInAgain()
    await old.connection.closed
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '02 06/29/07')
    const read = next.command(READ_ONE_BLOCK)
    assert.ok(await next.isQuiet())
    assert.equal(await target.read(`targets/iscsi/${TARGET}/sessions/${INITIATOR}_1/reinstating`), '1\n')
    writes.release()
    assert.equal((await next.receive('Data-In')).itt, read)
    next.close()
  })

  it('RFC 7143 §6.3.5: also when the old session was lost before the login', async () => {
    const old = await lostWrite()
    old.connection.end()
    await old.connection.closed
    const next = await logInAgain()
    assert.equal(await next.status({ cdb: TEST_UNIT_READY }), '02 06/29/07')
    const read = next.command(READ_ONE_BLOCK)
    assert.ok(await next.isQuiet())
    writes.release()
    assert.equal((await next.receive('Data-In')).itt, read)
    assert.deepEqual(await sessions(), [`${INITIATOR}_1`])
    next.close()
  })

  it('RFC 7143 §6.3.4: commands of a reinstated connection wait for those of the old one', async () => {
    const old = await lostWrite()
    const next = await reconnect(old)
    const read = next.command(READ_ONE_BLOCK)
    assert.ok(await next.isQuiet())
    writes.release()
    assert.equal((await next.receive('SCSI Response')).itt, read, 'with 47/7F, §11.14.5')
    assert.equal(await next.status(READ_ONE_BLOCK), '00')
    next.close()
  })

  it('RFC 7143 §4.4.3: of three logins in a row the last one is left', async () => {
    await lostWrite()
    const second = await logInAgain()
    const third = await logInAgain()
    await second.connection.closed
    writes.release()
    assert.equal(await third.status({ cdb: TEST_UNIT_READY }), '02 06/29/07')
    assert.equal(await third.status(READ_ONE_BLOCK), '00')
    assert.deepEqual(await sessions(), [`${INITIATOR}_2`])
    third.close()
  })
})

describe('logins of one initiator port at the same time', () => {
  const WHO = [
    ['InitiatorName', INITIATOR],
    ['TargetName', TARGET],
  ] as const

  it('RFC 7143 §4.4.3: leave one session, that of the login that ended last', async () => {
    const [one, two] = [await RawInitiator.connect(target.port), await RawInitiator.connect(target.port)]
    for (const each of [one, two]) await each.step({ isid: ISID, keys: WHO })
    for (const each of [one, two]) await each.step({ csg: 1, nsg: 3, isid: ISID, keys: [] })
    await one.connection.closed
    assert.equal(await two.status({ cdb: TEST_UNIT_READY }), '02 06/29/07')
    assert.equal((await sessions()).length, 1)
    two.close()
  })

  it('RFC 7143 §6.3.1: a connection is not reinstated in a session that ended meanwhile: 020a', async () => {
    const old = await logIn()
    const next = await RawInitiator.connect(target.port)
    const { tsih } = old.login!
    await next.step({ isid: ISID, tsih, keys: WHO })
    old.connection.end()
    await old.connection.closed
    const { status } = await next.step({ csg: 1, nsg: 3, isid: ISID, tsih, keys: [] })
    assert.equal(status, '020a')
    await next.connection.closed
  })

  it('MaxSessions counts when the login ends, too: 0302', async () => {
    await target.set('MaxSessions', '1')
    const [one, two] = [await RawInitiator.connect(target.port), await RawInitiator.connect(target.port)]
    await one.step({ isid: '00023d0000a1', keys: WHO })
    await two.step({ isid: '00023d0000a2', keys: WHO })
    const first = await one.step({ csg: 1, nsg: 3, isid: '00023d0000a1', keys: [] })
    const second = await two.step({ csg: 1, nsg: 3, isid: '00023d0000a2', keys: [] })
    assert.deepEqual([first.status, second.status], ['0000', '0302'])
    await target.set('MaxSessions', '0')
    one.close()
  })
})
