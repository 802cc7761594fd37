import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { binary, chapResponse, hex, type Keys } from '../support/initiator/login.ts'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const SECRET = 'a secret of sixteen'
const OWN_SECRET = 'what the target knows'
const WHO: Keys = [
  ['InitiatorName', INITIATOR],
  ['TargetName', TARGET],
]

let target: ServedTarget
before(async () => {
  target = await serveTarget()
  const add = (line: string) => target.write('targets/iscsi/mgmt', line)
  assert.equal(
    await add(`add_target_attribute ${TARGET} IncomingUser joe ${SECRET.replaceAll(' ', '_')}`),
    '0',
  )
  assert.equal(
    await add(`add_target_attribute ${TARGET} OutgoingUser jim ${OWN_SECRET.replaceAll(' ', '_')}`),
    '0',
  )
})
after(() => target.close())

const secret = SECRET.replaceAll(' ', '_')
const ownSecret = OWN_SECRET.replaceAll(' ', '_')

interface Challenged {
  readonly initiator: RawInitiator
  readonly identifier: number
  readonly challenge: Buffer
  readonly algorithm: string
}

/** As far as the target's challenge. */
async function challenged(algorithms = '5'): Promise<Challenged> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.step({ t: false, keys: [...WHO, ['AuthMethod', 'CHAP,None']] })
  const { keys } = await initiator.step({ t: false, nsg: 0, keys: [['CHAP_A', algorithms]] })
  const given = new Map(keys)
  return {
    initiator,
    identifier: Number(given.get('CHAP_I')),
    challenge: binary(given.get('CHAP_C') ?? '0x'),
    algorithm: given.get('CHAP_A') ?? '',
  }
}

const proof = ({ identifier, challenge, algorithm }: Challenged, with_ = secret): Buffer =>
  chapResponse(identifier, with_, challenge, algorithm)

/** Status of the login that ends with these keys. */
async function outcome(keys: (state: Challenged) => Keys, algorithms?: string): Promise<string> {
  const state = await challenged(algorithms)
  const { status } = await state.initiator.step({ keys: keys(state) })
  state.initiator.close()
  return status
}

describe('CHAP', () => {
  it('RFC 7143 §6.3.2: CHAP is demanded where an account exists', async () => {
    const initiator = await RawInitiator.connect(target.port)
    assert.equal((await initiator.step({ keys: [...WHO, ['AuthMethod', 'None']] })).status, '0201')
  })

  it('RFC 7143 §6.3.1: and cannot be passed by beginning with the operational stage', async () => {
    const initiator = await RawInitiator.connect(target.port)
    assert.equal((await initiator.step({ csg: 1, nsg: 3, keys: WHO })).status, '0201')
  })

  it('RFC 7143 §6.3.1: nor by saying nothing of it', async () => {
    const initiator = await RawInitiator.connect(target.port)
    assert.equal((await initiator.step({ keys: WHO })).status, '0201')
  })

  for (const [number, name] of [
    ['5', 'MD5'],
    ['6', 'SHA-1'],
    ['7', 'SHA-256'],
    ['8', 'SHA3-256'],
  ] as const) {
    it(`RFC 7143 §12.1.3: the right response with ${name}`, async () => {
      const keys = (state: Challenged): Keys => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(state))],
      ]
      assert.equal(await outcome(keys, number), '0000')
    })
  }

  const refusals: readonly [string, (state: Challenged) => Keys, string][] = [
    [
      '§9.2: a wrong secret',
      (s) => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(s, 'wrong'))],
      ],
      '0201',
    ],
    [
      '§9.2: an unknown user',
      (s) => [
        ['CHAP_N', 'ann'],
        ['CHAP_R', hex(proof(s))],
      ],
      '0201',
    ],
    [
      '§9.2: names are exact',
      (s) => [
        ['CHAP_N', 'JOE'],
        ['CHAP_R', hex(proof(s))],
      ],
      '0201',
    ],
    [
      '§12.1.3: a response that is too long',
      (s) => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', `${hex(proof(s))}00`],
      ],
      '0201',
    ],
    [
      '§6.1: a response that is not encoded',
      () => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', 'abc'],
      ],
      '0200',
    ],
    ['§9.2: CHAP_R is missing', () => [['CHAP_N', 'joe']], '0200'],
    ['§9.2: CHAP_N is missing', (s) => [['CHAP_R', hex(proof(s))]], '0200'],
    [
      '§9.2: CHAP_I without CHAP_C',
      (s) => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(s))],
        ['CHAP_I', '1'],
      ],
      '0200',
    ],
    [
      '§9.2: CHAP_C without CHAP_I',
      (s) => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(s))],
        ['CHAP_C', '0x1234'],
      ],
      '0200',
    ],
    [
      '§9.2: CHAP_A with the response',
      (s) => [
        ['CHAP_A', '5'],
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(s))],
      ],
      '0200',
    ],
    [
      '§12.1.3: a response without digits',
      () => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', '0x'],
      ],
      '0201',
    ],
    [
      '§9.2.1: our own challenge sent back',
      (s) => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(s))],
        ['CHAP_I', '1'],
        ['CHAP_C', hex(s.challenge)],
      ],
      '0200',
    ],
    [
      '§12.1.3: a challenge of more than 1024 bytes',
      (s) => [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(s))],
        ['CHAP_I', '1'],
        ['CHAP_C', `0x${'ab'.repeat(1025)}`],
      ],
      '0200',
    ],
  ]
  for (const [rule, keys, status] of refusals) {
    it(`RFC 7143 ${rule}: ${status}`, async () => {
      assert.equal(await outcome(keys), status)
    })
  }

  it('RFC 7143 §12.1.3: an algorithm that nobody knows: 0201', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.step({ t: false, keys: [...WHO, ['AuthMethod', 'CHAP']] })
    assert.equal((await initiator.step({ nsg: 0, t: false, keys: [['CHAP_A', '99']] })).status, '0201')
  })

  const lists: readonly [rule: string, keys: Keys, status: string][] = [
    ['§9.2: CHAP_A is missing', [], '0200'],
    ['§9.2: CHAP_A names no number', [['CHAP_A', 'MD5']], '0200'],
    ['§6.1: a hexadecimal number', [['CHAP_A', '0x5']], '0000'],
    [
      '§9.2: a response before the challenge',
      [
        ['CHAP_A', '5'],
        ['CHAP_N', 'joe'],
        ['CHAP_R', `0x${'ab'.repeat(16)}`],
      ],
      '0200',
    ],
  ]
  for (const [rule, keys, status] of lists) {
    it(`RFC 7143 ${rule}: ${status}`, async () => {
      const initiator = await RawInitiator.connect(target.port)
      await initiator.step({ t: false, keys: [...WHO, ['AuthMethod', 'CHAP']] })
      assert.equal((await initiator.step({ nsg: 0, t: false, keys })).status, status)
      initiator.close()
    })
  }

  it('RFC 7143 §12.1.3: the first algorithm of the list that we have', async () => {
    const { initiator, algorithm } = await challenged('99,7,5')
    assert.equal(algorithm, '7')
    initiator.close()
  })

  it('RFC 7143 §9.2.1: a challenge of another connection sent back ends the connection too', async () => {
    const [state, other] = [await challenged(), await challenged()]
    const { status } = await state.initiator.step({
      keys: [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(state))],
        ['CHAP_I', '1'],
        ['CHAP_C', hex(other.challenge)],
      ],
    })
    assert.equal(status, '0200')
    await state.initiator.connection.closed
    other.initiator.close()
  })

  it('RFC 1994 §4.1: identifier and challenge change each time', async () => {
    const first = await challenged()
    const second = await challenged()
    assert.notEqual(first.identifier, second.identifier)
    assert.notDeepEqual(first.challenge, second.challenge)
    first.initiator.close()
    second.initiator.close()
  })

  it('RFC 7143 §6.1: base64 is taken, and answered in base64', async () => {
    const state = await challenged()
    const ours = Buffer.alloc(15, 3)
    const { status, keys } = await state.initiator.step({
      keys: [
        ['CHAP_N', 'joe'],
        ['CHAP_R', `0b${proof(state).toString('base64')}`],
        ['CHAP_I', '9'],
        ['CHAP_C', `0b${ours.toString('base64')}`],
      ],
    })
    assert.equal(status, '0000')
    const expected = chapResponse(9, ownSecret, ours)
    assert.deepEqual(new Map(keys).get('CHAP_R'), `0b${expected.toString('base64')}`)
    state.initiator.close()
  })

  it('RFC 7143 §12.1.3: the target proves itself when it is asked to', async () => {
    const state = await challenged()
    const ours = Buffer.alloc(16, 5)
    const { keys } = await state.initiator.step({
      keys: [
        ['CHAP_N', 'joe'],
        ['CHAP_R', hex(proof(state))],
        ['CHAP_I', '200'],
        ['CHAP_C', hex(ours)],
      ],
    })
    assert.deepEqual(
      new Map(keys),
      new Map([
        ['CHAP_N', 'jim'],
        ['CHAP_R', hex(chapResponse(200, ownSecret, ours))],
      ]),
    )
    state.initiator.close()
  })

  it('RFC 7143 §9.2.1: one secret for both directions is an authentication failure', async () => {
    const mgmt = (line: string) => target.write('targets/iscsi/mgmt', line)
    await mgmt(`del_target_attribute ${TARGET} OutgoingUser jim`)
    await mgmt(`add_target_attribute ${TARGET} OutgoingUser jim ${secret}`)
    const keys = (state: Challenged): Keys => [
      ['CHAP_N', 'joe'],
      ['CHAP_R', hex(proof(state))],
    ]
    assert.equal(await outcome(keys), '0201')
    await mgmt(`del_target_attribute ${TARGET} OutgoingUser jim`)
    await mgmt(`add_target_attribute ${TARGET} OutgoingUser jim ${ownSecret}`)
  })

  it('no secret and no response appears in the log', async () => {
    target.log.length = 0
    await outcome((state) => [
      ['CHAP_N', 'joe'],
      ['CHAP_R', hex(proof(state, 'wrong'))],
    ])
    const text = target.log.join('\n')
    assert.match(text, /Authentication of initiator iqn\.2026-01\.test:initiator failed/)
    assert.ok(!text.includes(secret) && !/0x[0-9a-f]{16}/.test(text))
  })

  it('accounts of the driver are for discovery alone, those of a target for its sessions', async () => {
    const initiator = await RawInitiator.connect(target.port)
    const keys: Keys = [
      ['InitiatorName', INITIATOR],
      ['SessionType', 'Discovery'],
      ['AuthMethod', 'None'],
    ]
    assert.equal((await initiator.step({ nsg: 3, keys })).status, '0000')
    initiator.close()
  })
})
