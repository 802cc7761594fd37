import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { describeTargets } from '../../src/iscsi/discovery.ts'
import { Overdue } from '../../src/lib/deadline.ts'
import { holdWrites } from '../support/held-writes.ts'
import { RawInitiator, type Received } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const SECOND = 'iqn.2026-01.test.tscst:second'
const OFF = 'iqn.2026-01.test.tscst:off'

let target: ServedTarget
before(async () => {
  target = await serveTarget()
  for (const name of [SECOND, OFF]) {
    await target.write('targets/iscsi/mgmt', `add_target ${name}`)
    await target.write(`targets/iscsi/${name}/luns/mgmt`, 'add disk1 0')
  }
  await target.write(`targets/iscsi/${SECOND}/enabled`, '1')
})
after(() => target.close())

const FIRST_PORTAL = () => `127.0.0.1:${target.port},1`
const text = (pdu: Received): string => pdu.data.toString('latin1').replaceAll('\0', ' ').trim()

async function discover(
  offers: readonly (readonly [string, string])[] = [],
  initiator = INITIATOR,
): Promise<RawInitiator> {
  const raw = await RawInitiator.connect(target.port)
  return raw.logIn({ initiator }, offers)
}

async function logIn(): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  return initiator.logIn({ initiator: INITIATOR, target: TARGET })
}

/** Names that SendTargets=All shows. */
async function listed(initiator = INITIATOR): Promise<string[]> {
  const raw = await discover([], initiator)
  raw.text([['SendTargets', 'All']])
  const answer = text(await raw.receive('Text Response'))
  raw.close()
  return [...answer.matchAll(/TargetName=(\S+)/g)].map(([, name]) => name!)
}

/** Status of a login to the target. */
async function login(initiator = INITIATOR): Promise<string> {
  const raw = await RawInitiator.connect(target.port)
  const keys = [
    ['InitiatorName', initiator],
    ['TargetName', TARGET],
  ] as const
  const { status, keys: answered } = await raw.step({ csg: 1, nsg: 3, keys })
  raw.close()
  const address = new Map(answered).get('TargetAddress')
  return address === undefined ? status : `${status} ${address}`
}

describe('SendTargets', () => {
  const answers: readonly [rule: string, value: string, answer: () => string][] = [
    [
      'App. C: All: every target with its addresses and portal group',
      'All',
      () =>
        `TargetName=${TARGET} TargetAddress=${FIRST_PORTAL()} TargetName=${SECOND} TargetAddress=${FIRST_PORTAL()}`,
    ],
    ['App. C: one target by name', SECOND, () => `TargetName=${SECOND} TargetAddress=${FIRST_PORTAL()}`],
    ['App. C: a name that nobody has', 'iqn.nowhere', () => ''],
    ['a target that is not enabled is not shown', OFF, () => ''],
    ['an empty value means nothing in a discovery session', '', () => 'SendTargets=Reject'],
  ]
  for (const [rule, value, answer] of answers) {
    it(`RFC 7143 ${rule}`, async () => {
      const initiator = await discover()
      const itt = initiator.text([['SendTargets', value]])
      const response = await initiator.receive('Text Response')
      assert.deepEqual(
        [text(response), response.flags, response.itt, response.ttt],
        [answer(), 0x80, itt, 0xffffffff],
      )
      initiator.close()
    })
  }

  it('RFC 7143 §11.11: a long answer comes in pieces that the initiator takes, fetched by their tag', async () => {
    const initiator = await discover([['MaxRecvDataSegmentLength', '512']])
    for (let n = 0; n < 12; n++) {
      await target.write('targets/iscsi/mgmt', `add_target iqn.2026-01.test.tscst:many${n}`)
      await target.write(`targets/iscsi/iqn.2026-01.test.tscst:many${n}/luns/mgmt`, 'add disk1 0')
      await target.write(`targets/iscsi/iqn.2026-01.test.tscst:many${n}/enabled`, '1')
    }
    const pieces: Buffer[] = []
    initiator.text([['SendTargets', 'All']])
    for (;;) {
      const response = await initiator.receive('Text Response')
      pieces.push(response.data)
      assert.ok(response.data.length <= 512)
      if (response.flags & 0x80) break
      assert.notEqual(response.ttt, 0xffffffff, '§11.11.4: an open answer has a tag')
      assert.equal(
        (response.flags & 0x40) !== 0,
        response.data.at(-1) !== 0,
        '§11.11.2: C where a pair is cut',
      )
      initiator.text([], { words: { 20: response.ttt } })
    }
    const names = [
      ...Buffer.concat(pieces)
        .toString()
        .matchAll(/TargetName=/g),
    ]
    assert.equal(names.length, 14)
    for (let n = 0; n < 12; n++)
      await target.write('targets/iscsi/mgmt', `del_target iqn.2026-01.test.tscst:many${n}`)
    initiator.close()
  })

  it('RFC 7143 §11.10.4: a tag that is not the last one: Reject 0x09', async () => {
    const initiator = await discover()
    initiator.text([['SendTargets', 'All']], { words: { 20: 0x1234 } })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x09)
    initiator.close()
  })

  it('RFC 7143 §6.2: text over several requests is answered when it is whole', async () => {
    const initiator = await discover()
    initiator.request({ opcode: 0x04, flags: 0x40, data: Buffer.from('SendTar') })
    const open = await initiator.receive('Text Response')
    assert.deepEqual([open.flags & 0x80, open.data.length], [0, 0])
    initiator.request({ opcode: 0x04, data: Buffer.from(`gets=${SECOND}\0`), words: { 20: open.ttt } })
    assert.match(
      text(await initiator.receive('Text Response')),
      /^TargetName=iqn\.2026-01\.test\.tscst:second/,
    )
    initiator.close()
  })

  it('RFC 7143 §6.2: a key that nobody knows', async () => {
    const initiator = await discover()
    initiator.text([['Foo', '1']])
    assert.equal(text(await initiator.receive('Text Response')), 'Foo=NotUnderstood')
    initiator.close()
  })

  const repeated: readonly [what: string, keys: readonly (readonly [string, string])[]][] = [
    ['SendTargets, which costs a list each time', Array.from({ length: 300 }, () => ['SendTargets', 'All'])],
    [
      'a key that nobody knows',
      [
        ['Foo', '1'],
        ['Foo', '2'],
      ],
    ],
  ]
  for (const [what, keys] of repeated) {
    it(`RFC 7143 §6.4: the same key again in one sequence: Reject 0x04: ${what}`, async () => {
      const initiator = await discover()
      initiator.text(keys)
      assert.equal((await initiator.receive('Reject')).u8(2), 0x04)
      initiator.close()
    })
  }

  const endless: readonly [what: string, keysOf: (n: number) => readonly [string, string][]][] = [
    ['new keys', (n) => [[`X-${n}`.padEnd(8000, 'k'), '1']]],
    ['no keys at all', () => []],
  ]
  for (const [what, keysOf] of endless) {
    it(`RFC 7143 §6.2: a sequence of more than 64 KiB is broken off with Reject 0x04: ${what}`, async () => {
      const initiator = await discover()
      let answer: Received | undefined
      let requests = 0
      for (; answer?.name !== 'Reject' && requests < 2000; requests++) {
        initiator.text(keysOf(requests), { flags: 0, words: { 20: answer?.ttt ?? 0xffffffff } })
        answer = await initiator.receive()
      }
      assert.deepEqual([answer?.name, answer?.u8(2), requests > 6], ['Reject', 0x04, true])
      initiator.text([['SendTargets', TARGET]])
      assert.match(text(await initiator.receive('Text Response')), /TargetAddress/)
      initiator.close()
    })
  }

  it('RFC 7143 §4.3: anything but text and logout is rejected', async () => {
    const initiator = await discover()
    initiator.command({ cdb: '00' })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x05)
    await initiator.connection.closed
  })

  it('RFC 7143 §11.14, §11.15: logout of a discovery session', async () => {
    const initiator = await discover()
    initiator.logout()
    assert.equal((await initiator.receive('Logout Response')).u8(2), 0)
    await initiator.connection.closed
  })
})

it('RFC 7143 App. C: a second port of an address is a place of its own', async () => {
  const { driver, access } = target.portals
  const portals = [3260, 3261].map((port) => ({ address: '10.0.0.1', port, family: 'IPv4' as const }))
  const visitor = { initiator: INITIATOR, address: '10.0.0.9', portal: '10.0.0.1' }
  assert.deepEqual(
    describeTargets({ driver, access, portals }, [driver.findTarget(TARGET)!], visitor, 3261),
    [
      ['TargetName', TARGET],
      ['TargetAddress', '10.0.0.1:3261,1'],
      ['TargetAddress', '10.0.0.1:3260,1'],
    ],
  )
})

describe('who may log in, and who is told', () => {
  const mgmt = (line: string) => target.write('targets/iscsi/mgmt', line)
  const files = () => dirname(target.file)

  afterEach(async () => {
    for (const pattern of ['10.*', '127.0.0.?', '!127.*'])
      await mgmt(`del_target_attribute ${TARGET} allowed_portal ${pattern}`)
    await target.write(`targets/iscsi/${TARGET}/ini_groups/mgmt`, 'del none')
    for (const name of ['initiators.deny', 'initiators.allow']) writeFileSync(join(files(), name), '')
  })

  const portals: readonly [patterns: readonly string[], allowed: boolean][] = [
    [['127.0.0.?'], true],
    [['10.*'], false],
    [['10.*', '127.0.0.?'], true],
    [['!127.*'], false],
    [['127.0.0.?', '!127.*'], false],
  ]
  for (const [patterns, allowed] of portals) {
    it(`allowed_portal ${patterns.join(' and ')} ${allowed ? 'admits' : 'refuses'} 127.0.0.1`, async () => {
      for (const pattern of patterns) await mgmt(`add_target_attribute ${TARGET} allowed_portal ${pattern}`)
      assert.equal(await login(), allowed ? '0000' : '0203')
      assert.equal((await listed()).includes(TARGET), allowed)
    })
  }

  it('an initiator whose group has no LUN is refused, and is not told of the target', async () => {
    await target.write(`targets/iscsi/${TARGET}/ini_groups/mgmt`, 'create none')
    await target.write(`targets/iscsi/${TARGET}/ini_groups/none/initiators/mgmt`, 'add iqn.none:*')
    assert.equal(await login('iqn.none:x'), '0203')
    assert.equal(await login(), '0000')
    assert.ok(!(await listed('iqn.none:x')).includes(TARGET))
    await target.write(`targets/iscsi/${TARGET}/ini_groups/none/initiators/mgmt`, 'clear')
  })

  it('initiators.deny refuses and initiators.allow takes back, without a restart', async () => {
    writeFileSync(join(files(), 'initiators.deny'), `${TARGET} 127.0.0.0/8\n`)
    assert.equal(await login(), '0203')
    assert.ok(!(await listed()).includes(TARGET))
    writeFileSync(join(files(), 'initiators.allow'), `${TARGET} 127.0.0.1\n`)
    assert.equal(await login(), '0000')
  })

  it('iSNS access control without a list lets nobody in', async () => {
    const server = createServer((socket) => socket.destroy()).listen(3205, '127.0.0.77')
    await once(server, 'listening')
    await target.iscsi.registerAt({ address: '127.0.0.77', accessControl: true })
    assert.equal(await login(), '0203')
    assert.deepEqual(await listed(), [])
    await target.iscsi.registerAt(undefined)
    server.close()
  })

  it('redirect temp and perm send the initiator on (RFC 7143 §11.13.5); discovery is not concerned', async () => {
    await target.set('redirect', '10.1.1.1 temp')
    assert.equal(await login(), '0101 10.1.1.1:3260')
    assert.ok((await listed()).includes(TARGET))
    await target.set('redirect', '[fe80::1]:3261 perm')
    assert.equal(await login(), '0102 [fe80::1]:3261')
    await target.set('redirect', '127.0.0.1:9 temp')
    assert.equal(await login(), '0000', 'who is there already is not sent away')
    await target.set('redirect', '\n')
  })

  it('per_portal_acl: groups match initiator#portal, and the session is named so', async () => {
    await target.set('per_portal_acl', '1')
    const initiator = await logIn()
    const names = await target.names(`targets/iscsi/${TARGET}/sessions`)
    assert.ok(names.includes(`${INITIATOR}#127.0.0.1`), names.join())
    initiator.close()
    await target.set('per_portal_acl', '0')
  })
})

describe('a session in the tree', () => {
  it('is closed by force_close: the initiator is told (RFC 7143 §4.2.6), and it is gone', async () => {
    const initiator = await logIn()
    const directory = `targets/iscsi/${TARGET}/sessions/${INITIATOR}`
    assert.equal(await target.write(`${directory}/force_close`, '1'), '0')
    assert.equal((await initiator.receive('Async Message')).u8(36), 2)
    await initiator.connection.closed
  })

  it('changes of its LUNs are told by an asynchronous message (RFC 7143 §11.9): LUN, sense, no task tag', async () => {
    const initiator = await logIn()
    await initiator.clearAttention()
    await target.write(`targets/iscsi/${TARGET}/luns/mgmt`, 'add disk1 5')
    const message = await initiator.receive('Async Message')
    assert.deepEqual([message.itt, message.u8(36)], [0xffffffff, 0])
    assert.deepEqual([message.data[2 + 12], message.data[2 + 13]], [0x3f, 0x0e])
    const next = await initiator.receive('Async Message')
    assert.deepEqual([message.u8(9), next.u8(9), next.statSN], [0, 5, message.statSN + 1], 'LUN, StatSN')
    initiator.close()
    await target.write(`targets/iscsi/${TARGET}/luns/mgmt`, 'del 5')
  })
})

describe('shutdown', () => {
  it('RFC 7143 §11.9.1: a planned stop asks for a logout first', async () => {
    const own = await serveTarget()
    const initiator = await RawInitiator.connect(own.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    const closed = own.portals.close({ graceful: true })
    const message = await initiator.receive('Async Message')
    assert.deepEqual([message.u8(36), message.header.readUInt16BE(42)], [1, 3])
    initiator.logout()
    await initiator.receive('Logout Response')
    await closed
    await own.close()
  })

  it('RFC 7143 §11.9.1: who does not log out in time is closed; a disk that hangs does not keep the process', async () => {
    const own = await serveTarget()
    const initiator = await RawInitiator.connect(own.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    await initiator.clearAttention()
    const disk = holdWrites(own.scst.devices.get('disk1')!.lu)
    const came = disk.hold()
    initiator.command({ cdb: '2a 00 00000000 00 0001 00', write: true, length: 512, data: Buffer.alloc(512) })
    await came
    await assert.rejects(own.portals.close({ graceful: true, patience: 0.01 }), Overdue)
    await initiator.connection.closed
    disk.release()
    await own.close()
  })
})
