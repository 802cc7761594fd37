import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { IsnsClient, type IsnsOptions, type Registrant } from '../../src/isns/client.ts'
import { silent } from '../../src/lib/log.ts'
import {
  attribute,
  attributesOf,
  message,
  type Received,
  readMessages,
  tagsOf,
  YesServer,
} from '../support/isns-server.ts'

const TARGET = 'iqn.2026-01.test:target'
const SECOND = 'iqn.2026-01.test:second'

describe('messages to an iSNS server', () => {
  let server: YesServer
  let client: IsnsClient
  let registration: Received
  before(async () => {
    server = await YesServer.start()
    const registrant = {
      nodes: [
        { name: TARGET, alias: 'disks' },
        { name: SECOND, alias: '' },
      ],
      portals: [
        { address: '10.0.0.1', port: 3260 },
        { address: 'fd00::1', port: 3260 },
      ],
      entityName: '',
    }
    const options = { host: '127.0.0.1', port: server.port, log: silent, interval: 60_000 }
    client = new IsnsClient(registrant, options)
    const came = server.next(1)
    await client.synchronise()
    registration = await came
  })
  after(async () => {
    await client.stop()
    server.close()
  })

  it('RFC 4171 §5.6.5.1, §5.6.4: source, key, delimiter; then the entity, its portals, its nodes with their portal groups', () => {
    const portal = [16, 17, 23]
    const group = [51, 49, 50, 49, 50]
    assert.deepEqual(tagsOf(registration), [
      ...[32, 1, 0, 1, 2, ...portal, ...portal],
      ...[32, 33, 34, ...group],
      ...[32, 33, ...group],
    ])
  })

  it('RFC 4171 §5.1.4, §7.2: flags: client, first and last, the first registration replaces; no authentication', () => {
    assert.equal(registration.flags, 0x9c00)
    for (const { flags } of server.received.filter((each) => each !== registration))
      assert.equal(flags, 0x8c00)
  })

  it('RFC 4171 §5.1.5, §5.1.6: transactions have ids of their own, sequences begin at 0', () => {
    const ids = server.received.map(({ transactionId }) => transactionId)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(server.received.every(({ sequenceId }) => sequenceId === 0))
  })

  it('RFC 4171 §5.3.1: every value is padded to words', () => {
    for (const { payload } of server.received)
      for (const [, value] of attributesOf(payload)) assert.equal(value.length % 4, 0)
  })

  it('RFC 4171 §6.2.1: the entity is not named like those of iSNS itself', () => {
    const [, [tag, value]] = attributesOf(registration.payload) as [unknown, readonly [number, Buffer]]
    assert.equal(tag, 1)
    assert.doesNotMatch(value.toString(), /^isns:/)
  })

  it('RFC 4171 §5.6.5.5: each node asks for the changes of its initiators', () => {
    const asked = server.received.filter(({ functionId }) => functionId === 5)
    assert.deepEqual(asked.map(tagsOf), [
      [32, 32, 0, 35],
      [32, 32, 0, 35],
    ])
    for (const { payload } of asked) assert.equal(payload.readUInt32BE(payload.length - 4), 0x9c)
  })

  it('RFC 4171 §5.7.5.8: a change is acknowledged with the name it was for, and the list asked for again', async () => {
    const acknowledged = server.next(0x8008)
    const query = server.next(2)
    const destination = attribute(32, SECOND)
    server.send(
      message(8, Buffer.concat([destination, attribute(32, 'iqn.2026-01.test:ini')]), { transactionId: 77 }),
    )
    const { payload, transactionId } = await acknowledged
    assert.equal(transactionId, 77)
    assert.deepEqual(payload, Buffer.concat([Buffer.alloc(4), destination]))
    const [, [, source]] = [undefined, attributesOf((await query).payload)[0]!]
    assert.match(source.toString(), new RegExp(`^${SECOND}\\0`))
  })

  it('RFC 4171 §6.3.5, §6.3.7, §5.7.5.13: the server may come to our port and ask whether we live', async () => {
    const port = attributesOf(registration.payload)
      .find(([tag]) => tag === 23)![1]
      .readUInt32BE(0)
    const visitor = connect(port, '127.0.0.1')
    const answered = new Promise<Received>((take) => readMessages(visitor, take))
    const asked = Buffer.concat([
      attribute(4, '1234567'),
      attribute(1, 'entity'),
      attribute(16, 'x'.repeat(15)),
    ])
    visitor.write(message(0x0d, asked, { transactionId: 9 }))
    const { functionId, transactionId, payload } = await answered
    assert.deepEqual([functionId, transactionId], [0x800d, 9])
    assert.deepEqual(payload, Buffer.concat([Buffer.alloc(4), asked]))
    visitor.destroy()
  })
})

describe('a registration', () => {
  let server: YesServer
  beforeEach(async () => {
    server = await YesServer.start()
  })
  afterEach(() => server.close())

  const one: Registrant = { nodes: [{ name: TARGET, alias: '' }], portals: [], entityName: '' }
  const clientOf = (registrant: Registrant, options: Partial<IsnsOptions> = {}) =>
    new IsnsClient(registrant, {
      host: '127.0.0.1',
      port: server.port,
      log: silent,
      interval: 60_000,
      ...options,
    })
  const period = (seconds: number): Buffer => {
    const attributes = Buffer.alloc(12)
    for (const [index, word] of [6, 4, seconds].entries()) attributes.writeUInt32BE(word, 4 * index)
    return attributes
  }
  const functions = () => server.received.map(({ functionId }) => functionId)

  it('RFC 4171 §6.2.6: is refreshed before its period ends', async () => {
    server.registered = period(1)
    const client = clientOf(one)
    await client.synchronise()
    const before = Date.now()
    await server.next(2)
    assert.ok(Date.now() - before < 1000)
    await client.stop()
  })

  it('RFC 4171 §6.2.6: a period of 0 is none: the server asks whether we live instead', async () => {
    server.registered = period(0)
    const client = clientOf(one, { interval: 200, esiInterval: 30 })
    const before = performance.now()
    await client.synchronise()
    await server.next(2)
    assert.ok(performance.now() - before > 150)
    await client.stop()
  })

  it('RFC 4171 §6.3.4: interval and port of inquiries come together; a server without them gets a registration without', async () => {
    const portals = [{ address: '10.0.0.1', port: 3260 }]
    const client = clientOf({ ...one, portals }, { interval: 50, esiInterval: 30 })
    const portalOf = async (came: Promise<Received>) => tagsOf(await came).slice(5, 10)
    server.status.set(1, 21)
    const refused = server.next(1)
    await client.synchronise()
    assert.deepEqual(await portalOf(refused), [16, 17, 19, 20, 23])
    server.status.clear()
    assert.deepEqual(await portalOf(server.next(1)), [16, 17, 23, 32, 33])
    await client.stop()
  })

  it('a server that refuses to tell of changes is asked for its lists all the same', async () => {
    server.status.set(5, 17)
    const client = clientOf(one)
    await client.synchronise()
    assert.deepEqual(functions(), [1, 5, 2])
    await client.stop()
  })

  it('of targets that went while the server was away the server hears when it is back', async () => {
    const registrant = { ...one }
    const client = clientOf(registrant)
    await client.synchronise()
    server.hangUp()
    registrant.nodes = []
    const told = server.next(4)
    while (functions().at(-1) !== 4) await client.synchronise()
    assert.deepEqual(tagsOf(await told), [32, 0, 1])
    await client.stop()
  })

  it('changes that wait for a server share one try, and who ends does not wait for it', async () => {
    server.isSilent = true
    const client = clientOf(one)
    const asked = server.next(1)
    void client.synchronise()
    await asked
    assert.equal(client.synchronise(), client.synchronise())
    await client.stop(0.01)
  })
})
