import type { ByteString } from '../../lib/bytes.ts'
import { type AddressEntry, parseAddressEntry } from '../../lib/initiator-addresses.ts'
import { isPlainName } from '../import/access.ts'
import type { Account } from '../import/accounts.ts'
import type { Place, Report } from '../import/report.ts'
import type { Statement } from './parser.ts'

/** What an auth-group, or a target itself, says of who may log in. */
export interface Authentication {
  readonly kind: 'open' | 'denied' | 'chap'
  readonly incoming: readonly Account[]
  readonly outgoing: Account | undefined
  readonly names: readonly ByteString[]
  readonly addresses: readonly AddressEntry[]
  /** Rules by address stand there; if all are refused, nobody fits. */
  readonly hasAddresses: boolean
  /** A rule cannot be taken over: whoever uses it must stay off. */
  readonly fault?: ByteString
}

export const denied: Authentication = {
  kind: 'denied',
  incoming: [],
  outgoing: undefined,
  names: [],
  addresses: [],
  hasAddresses: false,
}
export const open: Authentication = { ...denied, kind: 'open' }

export const authenticationKeys: readonly string[] = [
  'auth-type',
  'chap',
  'chap-mutual',
  'initiator-name',
  'initiator-portal',
  'host-nqn',
  'host-address',
]

export const readAuthentication = (
  statements: readonly Statement[],
  place: Place,
  report: Report,
): Authentication => {
  const reader = new Reader(report)
  for (const statement of statements) reader.take(statement)
  return reader.finish(place)
}

class Reader {
  readonly #report: Report
  readonly #incoming: Account[] = []
  readonly #outgoing: Account[] = []
  readonly #names: ByteString[] = []
  readonly #addresses: AddressEntry[] = []
  readonly #forms = new Set<string>()
  #hasAddresses = false
  #type: { text: ByteString; place: Place } | undefined
  #fault: ByteString | undefined

  constructor(report: Report) {
    this.#report = report
  }

  take({ keyword, values, place }: Statement): void {
    const text = values[0]?.text ?? ''
    if (keyword === 'auth-type') this.#type = { text, place }
    else if (keyword === 'initiator-name') this.#name(text, place)
    else if (keyword === 'initiator-portal') this.#portal(text, place)
    else if (keyword.startsWith('chap')) {
      this.#forms.add(keyword)
      this.#account(values, place)
    } else this.#report.unsupported(place, `${keyword} belongs to NVMe over Fabrics`)
  }

  finish(place: Place): Authentication {
    if (this.#forms.size > 1) this.#refuse(place, 'chap and chap-mutual stand together')
    const rules = {
      incoming: this.#incoming,
      outgoing: this.#mutual(),
      names: this.#names,
      addresses: this.#addresses,
      hasAddresses: this.#hasAddresses,
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    }
    return { kind: this.#kind(place), ...rules }
  }

  #kind(place: Place): Authentication['kind'] {
    const type = this.#type
    const hasAccounts = this.#incoming.length > 0
    if (!type && hasAccounts) return 'chap'
    if (!type) {
      const why =
        this.#names.length > 0 || this.#hasAddresses
          ? 'names and addresses alone: without auth-type ctld denies everybody'
          : 'no account and no auth-type: ctld denies everybody'
      this.#report.judge(place, 'mapped', { became: 'nobody may log in', why, severity: 'error' })
      return 'denied'
    }
    if (!/^(?:none|deny|chap|chap-mutual)$/.test(type.text)) {
      this.#refuse(type.place, `auth-type ${type.text} is none of none, deny, chap, chap-mutual`)
      return 'denied'
    }
    const isChap = type.text.startsWith('chap')
    if (hasAccounts && (!isChap || !this.#forms.has(type.text))) {
      this.#refuse(type.place, `auth-type ${type.text} contradicts the accounts`)
      return 'denied'
    }
    this.#report.mapped(type.place, type.text === 'none' ? 'no CHAP' : type.text)
    if (type.text === 'none') return 'open'
    return isChap && hasAccounts ? 'chap' : 'denied'
  }

  #refuse(place: Place, why: ByteString): void {
    this.#fault ??= why
    this.#report.rejected(place, why)
  }

  #account(values: Statement['values'], place: Place): void {
    for (const index of [1, 3]) if (values[index]) this.#report.secret(values[index].place)
    const [user = '', secret = '', mutualUser, mutualSecret] = values.map(({ text }) => text)
    this.#incoming.push({ user, secret, place })
    if (mutualUser !== undefined && mutualSecret !== undefined) {
      this.#outgoing.push({ user: mutualUser, secret: mutualSecret, place })
    }
  }

  #mutual(): Account | undefined {
    const [first, ...others] = this.#outgoing
    if (!first) return undefined
    if (others.every(({ user, secret }) => user === first.user && secret === first.secret)) return first
    const why = 'mutual accounts differ, so none is written: hosts that ask for proof fail to log in'
    for (const { place } of this.#outgoing) this.#report.lossy(place, undefined, why, 'error')
    return undefined
  }

  #name(name: ByteString, place: Place): void {
    if (!isPlainName(name)) {
      this.#refuse(place, `${name} would be a pattern in SCST, or is no name`)
      return
    }
    this.#names.push(name)
    this.#report.mapped(place, `INITIATOR ${name}`)
  }

  #portal(text: ByteString, place: Place): void {
    this.#hasAddresses = true
    const entry = networkOf(text)
    if (!entry) {
      this.#refuse(place, `${text} is no address or network`)
      return
    }
    this.#addresses.push(entry)
    this.#report.mapped(place, `initiators.allow ${entry.text}`)
  }
}

/** ctld cuts bits behind the prefix; they are cut here so that the entry says what it means. */
const networkOf = (text: ByteString): AddressEntry | undefined => {
  const [address = '', prefix] = text.split('/')
  const bare = address.replace(/^\[|\]$/g, '')
  const host = parseAddressEntry(bare.includes(':') ? `[${bare}]` : bare)
  if (host.kind !== 'network') return undefined
  const longest = host.bytes.length * 8
  if (prefix === undefined || prefix === String(longest)) return host
  if (!/^\d+$/.test(prefix) || Number(prefix) > longest) return undefined
  const bits = Number(prefix)
  const bytes = host.bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - i * 8))))
  const network = bytes.length === 4 ? [...bytes].join('.') : host.text
  const entry = parseAddressEntry(`${network}/${bits}`)
  return entry.kind === 'network' ? entry : undefined
}
