import { isIPv4, isIPv6 } from 'node:net'
import type { ByteString } from '../../lib/bytes.ts'
import { portOutcome } from '../import/ports.ts'
import type { Place, Report } from '../import/report.ts'
import type { Statement } from './parser.ts'

export interface PortalGroup {
  /** `allowed_portal` patterns; undefined: every address. */
  readonly patterns: readonly ByteString[] | undefined
  readonly redirect: ByteString | undefined
  readonly discovery: { readonly group: ByteString; readonly place: Place } | undefined
  /** Served by another node. */
  readonly isForeign: boolean
  readonly fault?: ByteString
}

/** What ctld has without a group of that name. */
export const defaultPortalGroup: PortalGroup = {
  patterns: undefined,
  redirect: undefined,
  discovery: undefined,
  isForeign: false,
}

/** Ports of its portals. */
export const portsOf = (statements: readonly Statement[]): number[] =>
  statements
    .filter(({ keyword }) => keyword === 'listen')
    .flatMap(({ values }) => hostOf(values[0]?.text ?? '')?.port ?? [])
    .map(Number)

export const readPortalGroup = (
  statements: readonly Statement[],
  place: Place,
  report: Report,
  port: number,
): PortalGroup => {
  const patterns = new Set<ByteString>()
  let redirect: ByteString | undefined
  let discovery: PortalGroup['discovery']
  let isForeign = false
  let fault: ByteString | undefined
  const refuse = (at: Place, why: ByteString) => {
    report.rejected(at, why)
    fault ??= why
  }
  for (const { keyword, values, place: at } of statements) {
    const text = values[0]?.text ?? ''
    if (keyword === 'listen') {
      const found = hostOf(text)
      if (!found) refuse(at, `${text} is no numeric address`)
      else {
        const became = found.host === '*' ? 'every portal' : `allowed_portal ${found.host}`
        const outcome = portOutcome(Number(found.port), port, became)
        if (outcome.verdict === 'rejected') refuse(at, outcome.why!)
        else {
          patterns.add(found.host)
          report.settle(at, outcome)
        }
      }
    } else if (keyword === 'redirect') {
      redirect = redirectOf(text)
      if (redirect) report.mapped(at, `redirect "${redirect}"`)
      else refuse(at, `${text} is no numeric address`)
    } else if (keyword === 'discovery-auth-group') discovery = { group: text, place: at }
    else if (keyword === 'foreign') {
      isForeign = true
      report.unsupported(at, 'served by another node: not here', 'error')
    } else report.settle(at, restOf(keyword, text))
  }
  if (patterns.size === 0 && !isForeign && fault === undefined) {
    const why = 'the group has no portal: nobody reaches its targets'
    report.judge(place, 'mapped', { became: 'allowed_portal !*', why, severity: 'error' })
  } else report.mapped(place, 'portals of its targets')
  return {
    patterns: patterns.has('*') ? undefined : patterns.size > 0 ? [...patterns] : ['!*'],
    redirect,
    discovery,
    isForeign,
    ...(fault === undefined ? {} : { fault }),
  }
}

const restOf = (keyword: ByteString, text: ByteString) => {
  if (keyword === 'discovery-filter') {
    if (text === 'portal-name-auth') {
      return {
        verdict: 'mapped-lossy',
        why: 'SCST filters discovery by portal and name, not by account',
      } as const
    }
    return { verdict: 'ignored-by-source-too', why: 'SCST always filters by portal and name' } as const
  }
  if (keyword === 'tag' && text === '1') return { verdict: 'mapped', became: 'portal group 1' } as const
  if (keyword === 'tag') return { verdict: 'mapped-lossy', why: 'the tag is always 1' } as const
  return { verdict: 'unsupported', why: `${keyword} has no like in SCST` } as const
}

/** `A`, `A:P`, `[A]`, `[A]:P`, or an IPv6 address alone. */
const hostOf = (text: ByteString): { readonly host: ByteString; readonly port: ByteString } | undefined => {
  const found = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(text)
  const host = found?.[1] ?? found?.[2] ?? text
  if (!isIPv4(host) && !isIPv6(host)) return undefined
  const isAny = host === '0.0.0.0' || host === '::'
  return { host: isAny ? '*' : host, port: found?.[3] ?? '3260' }
}

/** As SCST's attribute takes it; undefined when it is no numeric address. */
export const redirectOf = (text: ByteString): ByteString | undefined => {
  const found = hostOf(text)
  if (!found || found.host === '*') return undefined
  const host = found.host.includes(':') ? `[${found.host}]` : found.host
  return `${host}${found.port === '3260' ? '' : `:${found.port}`} temp`
}
