import { networkInterfaces } from 'node:os'
import { bracketed, withoutScope } from '../lib/ip-address.ts'
import type { Access, Visitor } from './access.ts'
import type { IscsiDriver } from './driver.ts'
import type { Pair } from './pairs.ts'
import type { IscsiTarget } from './target.ts'

/** A listening socket. */
export interface ListeningPortal {
  /** Numeric; `0.0.0.0` or `::` for every address of the family. */
  readonly address: string
  readonly port: number
  readonly family: 'IPv4' | 'IPv6'
}

/** What SendTargets answers from (RFC 7143 appendix C). */
export interface DiscoveryRules {
  readonly driver: IscsiDriver
  readonly access: Access
  readonly portals: readonly ListeningPortal[]
}

/** The targets that the visitor may use, in the order they were made; `only`: by its exact name. */
export const visibleTargets = (rules: DiscoveryRules, visitor: Visitor, only?: string): IscsiTarget[] =>
  [...rules.driver.targets.values()].filter(
    (target) =>
      (only === undefined || target.name === only) &&
      target.enabled &&
      rules.access.refusal(target, visitor) === undefined,
  )

/** TargetName and the addresses where the visitor may find each, the one he came in on first. */
export function describeTargets(
  rules: DiscoveryRules,
  targets: readonly IscsiTarget[],
  visitor: Visitor,
  port: number,
): Pair[] {
  const family = visitor.portal.includes(':') ? 'IPv6' : 'IPv4'
  const places = rules.portals
    .filter((portal) => portal.family === family)
    .flatMap((portal) => addressesOf(portal).map((address): Place => ({ address, port: portal.port })))
  return targets.flatMap((target) => {
    const others = places.filter(
      ({ address }) => rules.access.refusal(target, { ...visitor, portal: address }) === undefined,
    )
    const shown = [{ address: visitor.portal, port }, ...others]
      .map((place) => ({ ...place, address: withoutScope(place.address) }))
      .filter(({ address }) => rules.driver.linkLocal || !isLinkLocal(address))
    const addresses = new Set(shown.map(({ address, port: each }) => `${bracketed(address)}:${each},1`))
    return [
      ['TargetName', target.name] as const,
      ...Array.from(addresses, (address) => ['TargetAddress', address] as const),
    ]
  })
}

interface Place {
  readonly address: string
  readonly port: number
}

/** A wildcard stands for every address of this host but loopback; link-local ones with their scope, as rules name them. */
function addressesOf({ address, family }: ListeningPortal): string[] {
  if (address !== '0.0.0.0' && address !== '::') return isLoopback(address) ? [] : [address]
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter((each) => each.family === family && !each.internal)
      .map((each) => (isLinkLocal(each.address) ? `${withoutScope(each.address)}%${name}` : each.address)),
  )
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

const isLinkLocal = (address: string): boolean => address.toLowerCase().startsWith('fe80:')
