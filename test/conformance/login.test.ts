import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Keys, LoginResponse } from '../support/initiator/login.ts'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const WHO: Keys = [
  ['InitiatorName', INITIATOR],
  ['TargetName', TARGET],
]
const NONE: Keys = [...WHO, ['AuthMethod', 'None']]

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

type Step = Partial<Parameters<RawInitiator['step']>[0]> & { readonly keys: Keys }

/** Plays login steps on one connection; the last answer. */
async function play(...steps: readonly Step[]): Promise<LoginResponse> {
  const initiator = await RawInitiator.connect(target.port)
  for (const step of steps) await initiator.step(step)
  initiator.close()
  return initiator.login!
}

/** Status, C/T flags and keys in a line. */
const line = ({ status, csg, nsg, t, keys }: LoginResponse): string =>
  [status, `${csg}→${nsg}`, t ? 'T' : '-', ...keys.map((pair) => pair.join('='))].join(' ')

const STRAIGHT: Step = { csg: 1, nsg: 3, keys: WHO }

describe('login phase', () => {
  const answers: readonly [rule: string, steps: readonly Step[], answer: string][] = [
    [
      '§6.3.1: a first response names the portal group',
      [{ keys: NONE }],
      '0000 0→1 T TargetPortalGroupTag=1 AuthMethod=None',
    ],
    [
      '§6.3.1: without AuthMethod, to a target that asks for none, the login goes on',
      [{ keys: WHO }],
      '0000 0→1 T TargetPortalGroupTag=1',
    ],
    [
      '§13.21: without SessionType the session is a normal one',
      [STRAIGHT],
      '0000 1→3 T TargetPortalGroupTag=1',
    ],
    [
      '§6.3.1, §13.9: the portal group of a discovery session too',
      [
        {
          csg: 1,
          nsg: 3,
          keys: [
            ['InitiatorName', INITIATOR],
            ['SessionType', 'Discovery'],
          ],
        },
      ],
      '0000 1→3 T TargetPortalGroupTag=1',
    ],
    [
      '§6.3: security negotiation may lead straight to full feature phase',
      [{ nsg: 3, keys: NONE }],
      '0000 0→3 T TargetPortalGroupTag=1 AuthMethod=None',
    ],
    [
      '§6.3, §11.13.6: no transition that was not asked for',
      [{ t: false, nsg: 0, keys: NONE }],
      '0000 0→0 - TargetPortalGroupTag=1 AuthMethod=None',
    ],
    ['§11.12.3: a transition to the same stage is an error', [{ nsg: 0, keys: NONE }], '0200 0→0 -'],
    ['§11.12.3: stage 2 does not exist', [{ csg: 2, nsg: 3, keys: NONE }], '0200 0→0 -'],
    [
      '§6.3: stages never go back',
      [
        { csg: 1, nsg: 3, t: false, keys: WHO },
        { csg: 0, nsg: 1, keys: [] },
      ],
      '0200 0→0 -',
    ],
    [
      '§6.3: the operational stage only after security has ended',
      [
        { t: false, keys: NONE },
        { csg: 1, nsg: 3, keys: [] },
      ],
      '0200 0→0 -',
    ],
    ['§11.13.5: InitiatorName is missing', [{ keys: [['TargetName', TARGET]] }], '0207 0→0 -'],
    [
      '§11.13.5: TargetName of a normal session is missing',
      [{ keys: [['InitiatorName', INITIATOR]] }],
      '0207 0→0 -',
    ],
    ['§13.5: an empty InitiatorName is none', [{ keys: [['InitiatorName', ''], WHO[1]!] }], '0207 0→0 -'],
    [
      '§4.2.7.1: names of 223 bytes',
      [{ keys: [['InitiatorName', `iqn.${'a'.repeat(219)}`], WHO[1]!] }],
      '0000 0→1 T TargetPortalGroupTag=1',
    ],
    [
      '§4.2.7.1: and not of 224',
      [{ keys: [['InitiatorName', `iqn.${'a'.repeat(220)}`], WHO[1]!] }],
      '0200 0→0 -',
    ],
    [
      'RFC 3722 §6: a prohibited character in a name',
      [{ keys: [['InitiatorName', 'iqn.2026-01.Test:x'], WHO[1]!] }],
      '0200 0→0 -',
    ],
    ['§11.13.5: an unknown target', [{ keys: [WHO[0]!, ['TargetName', 'iqn.nowhere']] }], '0203 0→0 -'],
    [
      '§4.2.7.2: target names compare without case, for names typed by hand',
      [{ keys: [WHO[0]!, ['TargetName', TARGET.toUpperCase()]] }],
      '0000 0→1 T TargetPortalGroupTag=1',
    ],
    [
      '§11.13.5: a session type that nobody knows',
      [{ keys: [...WHO, ['SessionType', 'Other']] }],
      '0209 0→0 -',
    ],
    ['§11.12.4: no common version', [{ keys: NONE, versionMin: 1, versionMax: 1 }], '0205 0→0 -'],
    ['§6.3.1: a TSIH of no session', [{ ...STRAIGHT, tsih: 0x1234 }], '020a 1→0 -'],
    [
      '§6.3: a key that comes twice in one request',
      [{ keys: [...NONE, ['TargetName', TARGET]] }],
      '0200 0→0 -',
    ],
    [
      '§6.3: a key that comes again in a later request',
      [
        { csg: 1, nsg: 3, t: false, keys: [...WHO, ['MaxBurstLength', '512']] },
        { csg: 1, nsg: 3, keys: [['MaxBurstLength', '512']] },
      ],
      '0200 1→0 -',
    ],
    [
      '§6.3: who only says again who it is goes on',
      [
        { csg: 1, nsg: 3, t: false, keys: WHO },
        { csg: 1, nsg: 3, keys: WHO },
      ],
      '0000 1→3 T',
    ],
    [
      '§6.3: who says that it is another is refused',
      [
        { csg: 1, nsg: 3, t: false, keys: WHO },
        { csg: 1, nsg: 3, keys: [['InitiatorName', 'iqn.2026-01.test:other']] },
      ],
      '0200 1→0 -',
    ],
    [
      '§6.2: C bit: an empty answer until the text is complete',
      [{ csg: 1, nsg: 0, t: false, flags: 0x44, keys: [], raw: Buffer.from('InitiatorName=iqn.2026') }],
      '0000 1→0 -',
    ],
    [
      '§6.2: C bit: then the joined text is answered as one',
      [
        { flags: 0x44, csg: 1, nsg: 0, t: false, keys: [], raw: Buffer.from('InitiatorName=iqn.20') },
        { csg: 1, nsg: 3, keys: [], raw: Buffer.from(`26-01.test:x\0TargetName=${TARGET}\0`) },
      ],
      '0000 1→3 T TargetPortalGroupTag=1',
    ],
    [
      '§12: operational keys in the security stage are not understood',
      [{ keys: [...NONE, ['MaxBurstLength', '512']] }],
      '0000 0→1 T TargetPortalGroupTag=1 AuthMethod=None MaxBurstLength=NotUnderstood',
    ],
    [
      '§7.12: no common AuthMethod ends the login',
      [{ keys: [...WHO, ['AuthMethod', 'KRB5']] }],
      '0201 0→0 -',
    ],
  ]
  for (const [rule, steps, answer] of answers) {
    it(`RFC 7143 ${rule}`, async () => {
      assert.equal(line(await play(...steps)), answer)
    })
  }

  it('RFC 7143 §11.13.3: TSIH is 0 until the last response, and then never 0', async () => {
    const first = await play({ keys: NONE })
    const last = await play(STRAIGHT)
    assert.equal(first.tsih, 0)
    assert.notEqual(last.tsih, 0)
  })

  it('RFC 7143 §11.13.4, §11.12.8: StatSN goes on from the first response, ExpCmdSN from the first request', async () => {
    const initiator = await RawInitiator.connect(target.port)
    const first = await initiator.step({ keys: NONE, cmdSN: 77 })
    const last = await initiator.step({ csg: 1, nsg: 3, keys: [], cmdSN: 77 })
    assert.deepEqual([first.expCmdSN, last.expCmdSN, last.statSN - first.statSN], [77, 77, 1])
    initiator.cmdSN = 77
    initiator.nopOut()
    const answer = await initiator.receive('NOP-In')
    assert.deepEqual([answer.statSN, answer.expCmdSN], [last.statSN + 1, 78])
    initiator.close()
  })

  it('RFC 7143 §11.12.6, §11.12.7: TSIH and CID of the first request count for the whole login', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.step({ keys: NONE, cid: 7 })
    const last = await initiator.step({ csg: 1, nsg: 3, keys: [], tsih: 0x4321, cid: 9 })
    const [session] = target.iscsi.targets.get(TARGET)!.sessions.values()
    const connections = `targets/iscsi/${TARGET}/sessions/${session!.directory}/127.0.0.1`
    assert.equal(last.status, '0000')
    assert.equal(await target.read(`${connections}/cid`), '7')
    initiator.close()
  })

  it('RFC 7143 §11.12.4 to §11.12.7: of a text in two PDUs the first one says who it is of', async () => {
    const initiator = await RawInitiator.connect(target.port)
    const text = Buffer.from(`InitiatorName=${INITIATOR}\0TargetName=${TARGET}\0`)
    await initiator.step({ flags: 0x44, keys: [], raw: text.subarray(0, 20), cid: 7 })
    const others = { tsih: 0x4321, cid: 9, versionMin: 1 }
    const { status } = await initiator.step({ csg: 1, nsg: 3, keys: [], raw: text.subarray(20), ...others })
    const [session] = target.iscsi.targets.get(TARGET)!.sessions.values()
    const connection = `targets/iscsi/${TARGET}/sessions/${session!.directory}/127.0.0.1`
    assert.deepEqual([status, await target.read(`${connection}/cid`)], ['0000', '7'])
    initiator.close()
  })

  it('RFC 7143 §11.13: the ISID of the request comes back', async () => {
    const { isid } = await play({ keys: NONE, isid: '400001020304' })
    assert.equal(isid, '400001020304')
  })

  it('RFC 7143 §11: reserved bits and fields are ignored', async () => {
    const initiator = await RawInitiator.connect(target.port)
    const answer = await initiator.step({ keys: NONE, flags: 0xb1 })
    assert.deepEqual([answer.status, answer.t], ['0000', true])
    initiator.close()
  })

  it('RFC 7143 §11.13.2: version 0 in every response', async () => {
    const answer = await play({ keys: NONE, versionMax: 3 }, { csg: 1, nsg: 3, keys: [] })
    assert.deepEqual([answer.versionMax, answer.versionActive], [0, 0])
  })

  it('RFC 7143 §11.13.5: the connection is closed after a refusal', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.step({ keys: [['TargetName', TARGET]] })
    await initiator.connection.closed
  })

  it('RFC 7143 §4.2.4: any other PDU before a login closes the connection without an answer', async () => {
    const initiator = await RawInitiator.connect(target.port)
    initiator.nopOut()
    await assert.rejects(initiator.receive())
  })

  it('RFC 7143 §4.2.4: any other PDU during a login is answered 020b, and the connection closed', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.step({ keys: NONE })
    initiator.nopOut()
    const answer = await initiator.receive('Login Response')
    assert.equal(answer.header.toString('hex', 36, 38), '020b')
    await initiator.connection.closed
  })

  it('RFC 7143 §4.2.4: there is no second login phase on a connection', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    initiator.request({ opcode: 0x03, flags: 0x87, immediate: true })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x05)
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })

  it('a disabled target closes the connection, so that initiators try again', async () => {
    await target.set('enabled', '0')
    const initiator = await RawInitiator.connect(target.port)
    await assert.rejects(initiator.step(STRAIGHT))
    await target.set('enabled', '1')
  })

  it('a disabled driver accepts and waits; the login is served once it is enabled', async () => {
    await target.write('targets/iscsi/enabled', '0')
    const initiator = await RawInitiator.connect(target.port)
    const answer = initiator.step(STRAIGHT)
    await target.write('targets/iscsi/enabled', '1')
    assert.equal((await answer).status, '0000')
    initiator.close()
  })

  it('suspended logins are told to come back: 0301', async () => {
    target.portals.suspendLogins()
    assert.equal((await play(STRAIGHT)).status, '0301')
    target.portals.resumeLogins()
  })

  it('MaxSessions: 0302, and not for a reinstatement', async () => {
    await target.set('MaxSessions', '1')
    const initiator = await RawInitiator.connect(target.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    assert.equal((await play({ ...STRAIGHT, isid: '00023d0000aa' })).status, '0302')
    assert.equal((await play(STRAIGHT)).status, '0000')
    await target.set('MaxSessions', '0')
    initiator.close()
  })

  it('an alias is told to normal sessions, first of all keys (RFC 7143 §13.6)', async () => {
    await target.set('alias', 'the disks')
    assert.equal(
      line(await play({ keys: NONE })),
      '0000 0→1 T TargetAlias=the disks TargetPortalGroupTag=1 AuthMethod=None',
    )
    await target.set('alias', '\n')
  })
})
