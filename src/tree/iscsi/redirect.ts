import { isIPv4, isIPv6 } from 'node:net'
import type { IscsiTarget, Redirect } from '../../iscsi/target.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { laxInt } from '../../lib/readers.ts'
import { Refusal } from '../../lib/refusal.ts'
import { words } from '../../lib/words.ts'
import { type Attribute, valueLine } from '../attribute.ts'

/** IANA's for iSCSI; it is not shown. */
const ISCSI_PORT = 3260

/** SCST takes higher ones, and sends them. */
const MAX_PORT = 65535

const SPOKEN = { temp: 'temporarily', perm: 'permanently' } as const satisfies Record<
  Redirect['type'],
  string
>

/** `ADDRESS[:PORT] temp|perm`; nothing clears it. */
export const redirect: Attribute<IscsiTarget> = {
  mode: 0o644,
  show: (target) => (target.redirect ? valueLine(print(target.redirect), true, 'daemon') : '\n'),
  store(target, text) {
    const [place, type, ...more] = words(text)
    if (place === undefined) {
      target.redirect = undefined
      target.iscsi.log.info(`Target redirection for ${target.name} cleared`)
      return
    }
    if (type === undefined || more.length > 0) throw new Refusal('EINVAL')
    const redirect = { ...parsePlace(place), type: parseType(type) }
    target.redirect = redirect
    if (redirect.port > MAX_PORT)
      target.iscsi.log.warning(
        `Redirect of ${target.name}: no initiator can use port ${redirect.port}, ${MAX_PORT} is the highest`,
      )
    target.iscsi.log.info(
      `Target ${target.name} ${SPOKEN[redirect.type]} redirected to ${redirect.address}:${redirect.port}`,
    )
  },
}

const print = ({ address, port, type }: Redirect): ByteString =>
  `${address}${port === ISCSI_PORT ? '' : `:${port}`} ${type}`

function parsePlace(place: ByteString): Pick<Redirect, 'address' | 'port'> {
  const colon = place.lastIndexOf(':')
  const hasPort = colon > place.lastIndexOf(']')
  const address = hasPort ? place.slice(0, colon) : place
  const port = hasPort ? laxInt(place.slice(colon + 1)) : ISCSI_PORT
  if (port <= 0 || !isNumeric(address)) throw new Refusal('EINVAL')
  return { address, port }
}

/** IPv6 in brackets and without a scope. */
const isNumeric = (address: ByteString): boolean =>
  isIPv4(address) || (/^\[[^%]*\]$/.test(address) && isIPv6(address.slice(1, -1)))

const parseType = (word: ByteString): Redirect['type'] => {
  const type = word.toLowerCase()
  if (type !== 'temp' && type !== 'perm') throw new Refusal('EINVAL')
  return type
}
