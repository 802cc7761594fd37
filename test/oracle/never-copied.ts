import type { Step } from './exchange.ts'

/**
 * What of the recordings must never be copied, by rule: the operation, key or attribute tells, never a case's name.
 * Each rule has the name that the table of results shows.
 */

type Answers = readonly Record<string, unknown>[]

interface Departure {
  readonly name: string
  readonly holds: (login: Login, answers: Answers) => boolean
  /** What ours must say instead, where that is one status for all. */
  readonly status?: string
}

/** All that an initiator sent before a connection reached full feature phase, and what it sent afterwards. */
interface Login {
  readonly steps: readonly Step[]
  readonly keys: readonly (readonly [key: string, value: string])[]
}

/** Why an exchange that ours answers otherwise is right so (RFC 7143), or undefined: then it is a difference. */
export function departureOf(
  steps: readonly Step[],
  answers: Answers,
  ours: Record<string, unknown>,
): string | undefined {
  const keys = steps.flatMap((step) => ('keys' in step ? step.keys : []))
  const rule = DEPARTURES.find(({ holds }) => holds({ steps, keys }, answers))
  return rule?.status === undefined || rule.status === ours.status ? rule?.name : undefined
}

const value = ({ keys }: Login, wanted: string) => keys.find(([key]) => key === wanted)?.[1]
const has = (login: Login, wanted: string) => value(login, wanted) !== undefined
const list = (login: Login, wanted: string) => value(login, wanted)?.split(',') ?? []

/** MD5, SHA-1, SHA-256, SHA3-256. */
const ALGORITHMS = new Set(['5', '6', '7', '8'])

/** Keys of chapter 13 that are known; a second occurrence of one is the initiator's error (RFC 7143 §6.3). */
const KNOWN = new Set(
  `AuthMethod HeaderDigest DataDigest MaxConnections SendTargets TargetName InitiatorName TargetAlias InitiatorAlias
  TargetAddress TargetPortalGroupTag InitialR2T ImmediateData MaxRecvDataSegmentLength MaxBurstLength FirstBurstLength
  DefaultTime2Wait DefaultTime2Retain MaxOutstandingR2T DataPDUInOrder DataSequenceInOrder ErrorRecoveryLevel
  SessionType OFMarker IFMarker OFMarkInt IFMarkInt`.split(/\s+/),
)

function repeatsKey({ steps }: Login): boolean {
  const seen = new Set<string>()
  for (const step of steps) {
    if (!('keys' in step)) continue
    for (const [key] of step.keys) {
      const name = `${step.conn} ${key}`
      if (KNOWN.has(key) && seen.has(name)) return true
      seen.add(name)
    }
  }
  return false
}

function hasUnknownDigest(login: Login): boolean {
  return ['HeaderDigest', 'DataDigest'].some((key) => {
    const names = list(login, key)
    const isKnown = (name: string) => name === 'None' || name === 'CRC32C'
    const hasUnknown = names.some((name) => !isKnown(name)) && names.some(isKnown)
    return (
      hasUnknown ||
      (names.length > 0 && !names.includes('None')) ||
      names.indexOf('None') < names.indexOf('CRC32C')
    )
  })
}

const DEPARTURES: readonly Departure[] = [
  { name: 'D1 empty InitiatorName', status: '0207', holds: (login) => value(login, 'InitiatorName') === '' },
  {
    name: 'D3 text over several PDUs',
    status: '0000',
    holds: ({ steps }) => steps.some((s) => 'flags' in s && (s.flags! & 0xc0) === 0x40),
  },
  {
    name: 'D2 no AuthMethod',
    status: '0000',
    holds: ({ steps }, answers) =>
      answers.some(({ status }) => status === '0201' || status === '0207') &&
      steps.some(
        (step) => 'keys' in step && step.csg === 0 && !step.keys.some(([key]) => key === 'AuthMethod'),
      ),
  },
  { name: 'D5 a key twice', status: '0200', holds: repeatsKey },
  { name: 'D6 digest lists', holds: hasUnknownDigest },
  {
    name: 'D7 FirstBurstLength above MaxBurstLength',
    holds: (login) =>
      Number(value(login, 'FirstBurstLength')) > Number(value(login, 'MaxBurstLength') ?? 262144),
  },
  {
    name: 'D8 keys of RFC 7144',
    holds: (login) => has(login, 'TaskReporting') || has(login, 'iSCSIProtocolLevel'),
  },
  {
    name: 'D9 CHAP_A without a known algorithm',
    status: '0201',
    holds: (login) =>
      /\d/.test(value(login, 'CHAP_A') ?? '') && !list(login, 'CHAP_A').some((name) => ALGORITHMS.has(name)),
  },
  {
    name: 'D10 empty SendTargets in discovery',
    holds: (login) =>
      value(login, 'SessionType') === 'Discovery' &&
      login.steps.some(
        (s) => 'text' in s && s.text.some(([key, text]) => key === 'SendTargets' && text === ''),
      ),
  },
  {
    name: 'D11 text in a normal session',
    holds: (login) => value(login, 'SessionType') !== 'Discovery' && login.steps.some((s) => 'text' in s),
  },
  {
    name: 'a key twice in one text',
    holds: ({ steps }) =>
      steps.some((s) => 'text' in s && new Set(s.text.map(([key]) => key)).size < s.text.length),
  },
  {
    name: 'D15 DefaultTime2Wait',
    holds: (login) =>
      Number(value(login, 'DefaultTime2Wait')) >= 1 && Number(value(login, 'DefaultTime2Wait')) <= 3600,
  },
  { name: 'D16 a PDU before login', holds: ({ steps }) => steps[0] !== undefined && 'raw_pdu' in steps[0] },
  {
    name: 'D17 CHAP_R too long',
    status: '0201',
    holds: (login) => /^0x[0-9a-f]{33,}$/i.test(value(login, 'CHAP_R') ?? ''),
  },
  {
    name: 'D18 CHAP_C without CHAP_I',
    status: '0200',
    holds: (login) => has(login, 'CHAP_C') && !has(login, 'CHAP_I'),
  },
]
