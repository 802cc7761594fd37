import type { ByteString } from '../../lib/bytes.ts'
import { addressBytes } from '../../lib/ip-address.ts'
import type { DraftTarget } from '../import/draft.ts'
import { portOutcome } from '../import/ports.ts'
import type { Report } from '../import/report.ts'
import type { ObjectReader } from './reader.ts'

interface Around {
  readonly report: Report
  readonly port: number
}

/** Addresses on which a portal group listens; undefined: every one. */
export const readPortals = (
  tpg: ObjectReader,
  target: DraftTarget,
  { report, port: daemonPort }: Around,
): ByteString[] | undefined => {
  const addresses = new Set<ByteString>()
  const off = (why: ByteString) => {
    target.off.push(why)
    report.note(`${target.name}: switched off: ${why}`)
  }
  for (const portal of tpg.list('portals') ?? []) {
    const address = portal.text('ip_address')
    const port = portal.number('port')
    const special = ['iser', 'offload'].map((name) => portal.flag(name, true)).filter((each) => each?.value)
    if (!address || !port) report.ignored(portal.place, 'LIO skips a portal without address or port', 'error')
    else if (special.length > 0) report.unsupported(address.place, 'only TCP portals are served')
    else if (addressBytes(bareAddress(address.value)) === undefined) {
      report.rejected(address.place, `${JSON.stringify(address.value)} is no numeric address`)
      off('the address of a portal cannot be written')
    } else {
      const outcome = portOutcome(port.value, daemonPort, `port ${port.value}`)
      report.settle(port.place, outcome)
      if (outcome.verdict === 'rejected') off(`a portal is on port ${port.value}`)
      else {
        const isAny = /^(?:0\.0\.0\.0|\[?::0?\]?)$/.test(address.value)
        addresses.add(isAny ? '*' : bareAddress(address.value))
        report.mapped(address.place, isAny ? 'every portal' : `allowed_portal ${bareAddress(address.value)}`)
      }
    }
  }
  if (addresses.has('*')) return undefined
  if (addresses.size === 0 && target.off.length === 0) {
    report.lossy(
      tpg.place,
      'allowed_portal !*',
      'the portal group has no portal, so nobody reaches it; cluster software that adds the address later must add allowed_portal',
      'error',
    )
  }
  return [...addresses]
}

const bareAddress = (text: ByteString): ByteString => text.replace(/^\[|\]$/g, '')
