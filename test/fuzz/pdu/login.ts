import { binary, chapResponse, hex, type Keys, keysOf, textOf } from '../../support/initiator/login.ts'
import { Random } from '../random.ts'
import { garbage } from '../words.ts'
import { ACCOUNT, TARGETS } from './names.ts'

/** One Login Request: its second byte, and its text once the answers so far are known. */
interface LoginStep {
  readonly flags: number
  text(answered: Keys): Buffer
}

/** A login as one initiator tries it (RFC 7143 §6.3). */
export interface LoginPlan {
  /** Wrong by intent, somewhere. */
  readonly damaged: boolean
  readonly discovery: boolean
  readonly isid: Buffer
  readonly steps: readonly LoginStep[]
}

const TRANSIT = 0x80
const MORE = 0x40
const SECURITY_TO_OPERATIONAL = TRANSIT | 0x01
const SECURITY_TO_FULL = TRANSIT | 0x03
const OPERATIONAL_TO_FULL = TRANSIT | 0x07
const OPERATIONAL = 0x04

/** Without a fault, to a target where nobody but such are. */
export function soundLogin(r: Random, number: number): LoginPlan {
  const names: Keys = [
    ['InitiatorName', `iqn.2026-01.test:sound${number}`],
    ['TargetName', TARGETS.sound],
  ]
  return {
    damaged: false,
    discovery: false,
    isid: isidOf(number),
    steps: split(r, stages(r, names, offers(r))),
  }
}

/** Sound or not, to any target but that of the sound, whose commands it could clear; some are in one another's way. */
export function wildLogin(r: Random, number: number, damaged: boolean): LoginPlan {
  const discovery = r.chance(8)
  const known = r.chance(20)
  const target = r.chance(damaged ? 80 : 97) ? TARGETS.wild : r.one([TARGETS.accounts, 'iqn.x', ''])
  const names: Keys = [
    ['InitiatorName', `iqn.2026-01.test:${known ? r.below(3) : `wild${number}`}`],
    discovery ? ['SessionType', 'Discovery'] : ['TargetName', target],
  ]
  const steps = target === TARGETS.accounts ? chap(r, names) : stages(r, names, offers(r))
  return {
    damaged,
    discovery,
    isid: isidOf(known ? r.below(2) : number),
    steps: split(r, damaged ? steps.map((step) => damagedStep(r, step)) : steps),
  }
}

/** As many texts, well formed and not, as one connection takes. */
export function loginText(r: Random): Buffer {
  return damagedText(r, textOf(offers(r)))
}

const isidOf = (number: number): Buffer => {
  const isid = Buffer.from('40000000ffff', 'hex')
  isid.writeUInt32BE(number >>> 0, 1)
  return isid
}

/** In one request, or security first. */
function stages(r: Random, names: Keys, keys: Keys): LoginStep[] {
  if (r.chance(60)) return [step(OPERATIONAL_TO_FULL, [...names, ...keys])]
  const security: Keys = r.chance(70) ? [...names, ['AuthMethod', r.one(['None', 'CHAP,None'])]] : names
  if (r.chance(20)) return [step(SECURITY_TO_FULL, security)]
  const first = step(SECURITY_TO_OPERATIONAL, security)
  if (r.chance(70)) return [first, step(OPERATIONAL_TO_FULL, keys)]
  return [first, step(OPERATIONAL, keys), step(OPERATIONAL_TO_FULL, [])]
}

/** RFC 7143 §12.1.3; with the right answer, if the account is the right one. */
function chap(r: Random, names: Keys): LoginStep[] {
  const { user, secret } = r.chance(80) ? ACCOUNT : { user: 'jim', secret: 'x' }
  const mutual: Keys = r.chance(50)
    ? [
        ['CHAP_I', String(r.below(300))],
        ['CHAP_C', hex(Buffer.alloc(r.one([1, 16, 1024]), 7))],
      ]
    : []
  const prove = (answered: Keys): Buffer => {
    const asked = new Map(answered)
    const algorithm = asked.get('CHAP_A') ?? '5'
    const response = chapResponse(
      Number(asked.get('CHAP_I') ?? 0),
      secret,
      binary(asked.get('CHAP_C') ?? '0x'),
      algorithm,
    )
    return textOf([['CHAP_N', user], ['CHAP_R', hex(response)], ...mutual])
  }
  return [
    step(0, [...names, ['AuthMethod', r.one(['CHAP', 'CHAP,None', 'None'])]]),
    step(0, [['CHAP_A', r.one(['5', '7', '6,5', '8', '9'])]]),
    { flags: SECURITY_TO_OPERATIONAL, text: prove },
    step(OPERATIONAL_TO_FULL, offers(r)),
  ]
}

const step = (flags: number, keys: Keys): LoginStep => ({ flags, text: () => textOf(keys) })

/** Some requests in two, by the C bit (RFC 7143 §6.2). */
function split(r: Random, steps: readonly LoginStep[]): LoginStep[] {
  return steps.flatMap((whole): LoginStep[] => {
    if (!r.chance(8)) return [whole]
    const percent = r.below(100)
    const cut = (text: Buffer) => Math.max(1, Math.floor((text.length * percent) / 100))
    return [
      {
        flags: (whole.flags & 0x0c) | MORE,
        text: (answered) => whole.text(answered).subarray(0, cut(whole.text(answered))),
      },
      { flags: whole.flags, text: (answered) => whole.text(answered).subarray(cut(whole.text(answered))) },
    ]
  })
}

const OFFERS: readonly (readonly [key: string, values: readonly string[]])[] = [
  ['HeaderDigest', ['CRC32C', 'None', 'CRC32C,None', 'None,CRC32C']],
  ['DataDigest', ['CRC32C', 'None', 'CRC32C,None', 'None,CRC32C']],
  ['InitialR2T', ['Yes', 'No', 'No']],
  ['ImmediateData', ['Yes', 'Yes', 'No']],
  ['MaxRecvDataSegmentLength', ['512', '8192', '65536', '262144']],
  ['MaxBurstLength', ['512', '16384', '262144', '1048576']],
  ['FirstBurstLength', ['512', '4096', '65536']],
  ['MaxOutstandingR2T', ['1', '4', '65535']],
  ['DefaultTime2Wait', ['0', '2']],
  ['DefaultTime2Retain', ['0', '20']],
  ['ErrorRecoveryLevel', ['0', '2']],
  ['MaxConnections', ['1', '4']],
  ['DataPDUInOrder', ['Yes']],
  ['DataSequenceInOrder', ['Yes']],
  ['IFMarker', ['No']],
  ['iSCSIProtocolLevel', ['1', '2']],
  ['InitiatorAlias', ['host', '\xc3\xa4']],
  ['X-com.example.a', ['b']],
]

function offers(r: Random): Keys {
  return OFFERS.filter(([key]) => r.chance(key.endsWith('Digest') ? 25 : 50)).map(([key, values]) => [
    key,
    r.one(values),
  ])
}

function damagedStep(r: Random, { flags, text }: LoginStep): LoginStep {
  const seed = r.below(2 ** 32)
  return {
    flags: r.chance(85) ? flags : r.below(256),
    text: (answered) => damagedText(new Random(seed), text(answered)),
  }
}

const VALUES = [
  ...[
    '',
    'Yes',
    'No',
    'None',
    'Reject',
    'NotUnderstood',
    'Irrelevant',
    '?',
    '0',
    '1',
    '-1',
    '0x',
    '0x0',
    '0xffffffffffffffff',
  ],
  ...[
    '0b',
    '0bAA==',
    '4294967296',
    '16777216',
    '511',
    '512~1024',
    '1,2,3',
    ',',
    'CHAP,None,CHAP',
    'x'.repeat(256),
    '\xff\xfe',
  ],
]

const KEYS = [
  ...OFFERS.map(([key]) => key),
  ...[
    'AuthMethod',
    'CHAP_A',
    'CHAP_N',
    'CHAP_R',
    'CHAP_I',
    'CHAP_C',
    'InitiatorName',
    'TargetName',
    'SessionType',
  ],
  ...[
    'SendTargets',
    'TargetAddress',
    'TargetAlias',
    'TargetPortalGroupTag',
    'OFMarker',
    'OFMarkInt',
    'TaskReporting',
  ],
  ...[
    'RDMAExtensions',
    'InitiatorRecvDataSegmentLength',
    'X#',
    'X-',
    'x'.repeat(64),
    '',
    '__proto__',
    'constructor',
  ],
]

/** Keys taken out, put twice, given other values; bytes cut out and put in. */
function damagedText(r: Random, text: Buffer): Buffer {
  const keys: (readonly [string, string])[] = [...keysOf(text)]
  for (let n = r.below(4); n > 0; n--) {
    const at = r.below(keys.length + 1)
    const [key, value] = keys[at] ?? [r.one(KEYS), r.one(VALUES)]
    const how = r.below(5)
    if (how === 0) keys.splice(at, 1)
    else if (how === 1) keys.splice(at, 0, [key, value])
    else if (how === 2) keys.splice(at, 1, [key, r.one(VALUES)])
    else if (how === 3) keys.splice(at, 1, [r.one(KEYS), value])
    else keys.splice(at, 0, [r.one(KEYS), r.one(VALUES)])
  }
  let bytes = textOf(keys).toString('latin1')
  for (let n = r.chance(60) ? 0 : r.below(4); n > 0; n--) {
    const at = r.below(bytes.length + 1)
    bytes =
      bytes.slice(0, at) +
      r.one([garbage(r), '\0', '=', '\0\0', 'a'.repeat(300)]) +
      bytes.slice(at + r.below(6))
  }
  return Buffer.from(r.chance(95) ? bytes : bytes.repeat(r.one([2, 20])), 'latin1').subarray(0, 10000)
}
