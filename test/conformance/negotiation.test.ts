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

describe('operational negotiation', () => {
  const answers: readonly [rule: string, offers: string, answer: string][] = [
    ['§6.2.2: minimum', 'MaxBurstLength=8192', 'MaxBurstLength=8192'],
    ['§6.2.2: minimum, the target is smaller', 'MaxOutstandingR2T=99', 'MaxOutstandingR2T=32'],
    ['§6.2.2: below the range', 'MaxBurstLength=100', 'MaxBurstLength=512'],
    ['§6.1: hexadecimal', 'MaxBurstLength=0x2000', 'MaxBurstLength=8192'],
    ['§13.2: one connection', 'MaxConnections=8', 'MaxConnections=1'],
    ['§13.10: InitialR2T is OR', 'InitialR2T=Yes', 'InitialR2T=Yes'],
    ['§13.10: both may do without', 'InitialR2T=No', 'InitialR2T=No'],
    ['§13.11: ImmediateData is AND', 'ImmediateData=No', 'ImmediateData=No'],
    ['§6.2: a value that is none', 'ImmediateData=yes', 'ImmediateData=Reject'],
    [
      '§13.14: FirstBurstLength never above MaxBurstLength',
      'FirstBurstLength=65536 MaxBurstLength=8192',
      'FirstBurstLength=8192 MaxBurstLength=8192',
    ],
    ['§13.15: Time2Wait not below the offer', 'DefaultTime2Wait=20', 'DefaultTime2Wait=20'],
    ['§13.16: nothing is retained', 'DefaultTime2Retain=20', 'DefaultTime2Retain=0'],
    ['§13.20: no error recovery', 'ErrorRecoveryLevel=2', 'ErrorRecoveryLevel=0'],
    [
      '§13.18, §13.19: order as offered',
      'DataPDUInOrder=Yes DataSequenceInOrder=No',
      'DataPDUInOrder=Yes DataSequenceInOrder=No',
    ],
    ['§13.23: TaskReporting', 'TaskReporting=FastAbort,ResponseFence', 'TaskReporting=ResponseFence'],
    ['§13.24: iSCSIProtocolLevel', 'iSCSIProtocolLevel=3', 'iSCSIProtocolLevel=2'],
    ['§13.25: markers', 'IFMarker=Yes IFMarkInt=1~2', 'IFMarker=No IFMarkInt=Reject'],
    [
      '§6.2: a key that nobody knows',
      'Foo=1 X-com.example=2',
      'Foo=NotUnderstood X-com.example=NotUnderstood',
    ],
    ['§13.1: None is what the target has', 'HeaderDigest=CRC32C,None', 'HeaderDigest=None'],
    ['§6.2.1: unknown values of a list are passed over', 'DataDigest=MD5,None', 'DataDigest=None'],
    ['§6.2.1: never a value that was not offered', 'HeaderDigest=CRC32C', 'HeaderDigest=Reject'],
    [
      '§13.12: each side declares its own limit, the target once and last',
      'MaxRecvDataSegmentLength=8192 MaxBurstLength=512',
      'MaxBurstLength=512 MaxRecvDataSegmentLength=1048576',
    ],
    ['§13.3: SendTargets is for full feature phase', 'SendTargets=All', 'SendTargets=NotUnderstood'],
  ]
  for (const [rule, offers, answer] of answers) {
    it(`RFC 7143 ${rule}: ${offers}`, async () => {
      const keys = offers.split(' ').map((pair) => pair.split(/=(.*)/s) as unknown as [string, string])
      const { keys: got } = await play({ csg: 1, nsg: 3, keys: [...WHO, ...keys] })
      const shown = got.filter(([key]) => key !== 'TargetPortalGroupTag').map((pair) => pair.join('='))
      assert.equal(shown.join(' '), answer)
    })
  }

  it("RFC 7143 §6.2.1: with both digests configured the initiator's order decides", async () => {
    await target.set('HeaderDigest', 'None,CRC32C')
    const first = async (list: string) =>
      new Map((await play({ csg: 1, nsg: 3, keys: [...WHO, ['HeaderDigest', list]] })).keys).get(
        'HeaderDigest',
      )
    assert.deepEqual([await first('None,CRC32C'), await first('CRC32C,None')], ['None', 'CRC32C'])
    await target.set('HeaderDigest', 'None')
  })

  it("RFC 7143 §6.2: keys that are not offered end at the standard's default", async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    const [session] = target.iscsi.targets.get(TARGET)!.sessions.values()
    const directory = `targets/iscsi/${TARGET}/sessions/${session!.directory}`
    const values = await Promise.all(
      ['InitialR2T', 'ImmediateData', 'MaxBurstLength', 'FirstBurstLength', 'MaxOutstandingR2T'].map((name) =>
        target.read(`${directory}/${name}`),
      ),
    )
    assert.deepEqual(values, ['Yes\n', 'Yes\n', '262144\n', '65536\n', '1\n'])
    initiator.close()
  })

  it('the log says what was agreed, in five lines', async () => {
    target.log.length = 0
    await play({ csg: 1, nsg: 3, keys: [...WHO, ['MaxBurstLength', '8192'], ['ImmediateData', 'No']] })
    const lines = target.log.map((line) => line.replace(/session [0-9a-f]+/, 'session …'))
    assert.deepEqual(lines.slice(lines.findIndex((line) => line.includes('Negotiated'))).slice(0, 5), [
      'iscsi-scst: Negotiated parameters: InitialR2T Yes, ImmediateData No, MaxConnections 1, MaxRecvDataSegmentLength 8192, MaxXmitDataSegmentLength 8192, ',
      'iscsi-scst:     MaxBurstLength 8192, FirstBurstLength 8192, DefaultTime2Wait 2, DefaultTime2Retain 20, ',
      'iscsi-scst:     MaxOutstandingR2T 1, DataPDUInOrder Yes, DataSequenceInOrder Yes, ErrorRecoveryLevel 0, ',
      'iscsi-scst:     HeaderDigest None, DataDigest None, OFMarker No, IFMarker No',
      'iscsi-scst: Target parameters set for session …: QueuedCommands 32, Response timeout 90, Nop-In interval 30, Nop-In timeout 30',
    ])
  })

  it('RFC 7143 §6.1: 8192 bytes of text in one request, and 64 KiB over several', async () => {
    const long: Keys = Array.from({ length: 100 }, (_, i) => [`X-filler${i}`, 'x'.repeat(60)])
    const answer = await play({ csg: 1, nsg: 3, keys: [...WHO, ...long] })
    assert.equal(answer.keys.length, 101)
  })

  /** A login whose first answer has come in part. */
  async function longAnswer(): Promise<RawInitiator> {
    const keys: Keys = Array.from({ length: 60 }, (_, i) => [`X-${'k'.repeat(120)}${i}`, ''])
    const initiator = await RawInitiator.connect(target.port)
    assert.ok((await initiator.step({ csg: 1, nsg: 3, keys: [...WHO, ...keys] })).more)
    return initiator
  }

  it('RFC 7143 §11.13.7, §6.2: an answer longer than 8192 bytes comes in pieces: C 1 and T 0 but for the last', async () => {
    const keys: Keys = Array.from({ length: 60 }, (_, i) => [`X-${'k'.repeat(120)}${i}`, ''])
    const initiator = await RawInitiator.connect(target.port)
    const first = await initiator.step({ csg: 1, nsg: 3, keys: [...WHO, ...keys] })
    assert.deepEqual([first.status, first.more, first.t, first.tsih], ['0000', true, false, 0])
    const last = await initiator.step({ csg: 1, nsg: 3, keys: [] })
    assert.deepEqual([last.status, last.more, last.t], ['0000', false, true])
    assert.notEqual(last.tsih, 0)
    const text = Buffer.concat([first.text, last.text]).toString()
    assert.equal(text.match(/=NotUnderstood\0/g)?.length, 60)
    assert.ok(first.text.length <= 8192 && text.endsWith('\0'))
    initiator.close()
  })

  it('RFC 7143 §11.13.6: a stage does not end with a long answer, but with a request that says so', async () => {
    const initiator = await longAnswer()
    for (let n = 0; n < 2; n++) {
      const waits = await initiator.step({ csg: 1, nsg: 0, t: false, keys: [] })
      assert.deepEqual(
        [waits.status, waits.more, waits.t, waits.nsg, waits.tsih],
        ['0000', false, false, 0, 0],
      )
    }
    const last = await initiator.step({ csg: 1, nsg: 3, keys: [] })
    assert.deepEqual([last.status, last.t, last.nsg], ['0000', true, 3])
    assert.notEqual(last.tsih, 0)
    initiator.close()
  })

  for (const [what, request] of [
    ['text', { csg: 1, nsg: 3, keys: [['MaxBurstLength', '512']] }],
    ['another stage', { csg: 0, nsg: 1, keys: [] }],
    ['a transition to another stage', { csg: 1, nsg: 1, keys: [] }],
  ] as const) {
    it(`RFC 7143 §6.2: ${what} before the end of a long answer: initiator error`, async () => {
      const initiator = await longAnswer()
      assert.equal((await initiator.step(request)).status, '0200')
      await initiator.connection.closed
    })
  }

  it('RFC 7143 §6.3: nobody takes more than 8192 bytes of a login request', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await assert.rejects(initiator.step({ keys: [...NONE, ['X-long', 'x'.repeat(8192)]] }))
    await initiator.connection.closed
  })

  it('RFC 7143 §6.3: the limit of a segment is declared once in a login', async () => {
    const initiator = await RawInitiator.connect(target.port)
    const first = await initiator.step({
      ...{ csg: 1, nsg: 1, t: false },
      keys: [...WHO, ['MaxRecvDataSegmentLength', '8192']],
    })
    const last = await initiator.step({ csg: 1, nsg: 3, keys: [['MaxBurstLength', '512']] })
    assert.deepEqual(first.keys.at(-1), ['MaxRecvDataSegmentLength', '1048576'])
    assert.deepEqual(last.keys, [['MaxBurstLength', '512']])
    initiator.close()
  })

  it('RFC 7143 §6.2: every key of chapter 13 that may be negotiated is understood', async () => {
    const offers: Keys = [
      ['HeaderDigest', 'None'],
      ['DataDigest', 'None'],
      ['MaxConnections', '1'],
      ['InitiatorAlias', 'a host'],
      ['InitialR2T', 'Yes'],
      ['ImmediateData', 'No'],
      ['MaxRecvDataSegmentLength', '8192'],
      ['MaxBurstLength', '512'],
      ['FirstBurstLength', '512'],
      ['DefaultTime2Wait', '0'],
      ['DefaultTime2Retain', '0'],
      ['MaxOutstandingR2T', '1'],
      ['DataPDUInOrder', 'Yes'],
      ['DataSequenceInOrder', 'Yes'],
      ['ErrorRecoveryLevel', '0'],
      ['TaskReporting', 'RFC3720'],
      ['iSCSIProtocolLevel', '1'],
      ['IFMarker', 'No'],
      ['OFMarker', 'No'],
      ['IFMarkInt', '2048~4096'],
      ['OFMarkInt', '2048'],
    ]
    const { keys } = await play({ csg: 1, nsg: 3, keys: [...WHO, ['SessionType', 'Normal'], ...offers] })
    const answered = keys.filter(([key]) => key !== 'TargetPortalGroupTag')
    const declared = ['InitiatorAlias', 'MaxRecvDataSegmentLength']
    assert.deepEqual(
      answered.map(([key]) => key),
      [...offers.map(([key]) => key).filter((key) => !declared.includes(key)), 'MaxRecvDataSegmentLength'],
    )
    assert.ok(answered.every(([, value]) => value !== 'NotUnderstood'))
  })

  it('RFC 7143 §7.4.1: no error recovery in a discovery session either', async () => {
    const keys: Keys = [WHO[0]!, ['SessionType', 'Discovery'], ['ErrorRecoveryLevel', '2']]
    const answer = await play({ csg: 1, nsg: 3, keys })
    assert.equal(new Map(answer.keys).get('ErrorRecoveryLevel'), '0')
  })
})
