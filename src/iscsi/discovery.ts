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

/** TargetName and the addresses where the visitor may find it, the one he came in on first. */
export function describeTarget(
  rules: DiscoveryRules,
  target: IscsiTarget,
  visitor: Visitor,
  port: number,
): Pair[] {
  const family = visitor.portal.includes(':') ? 'IPv6' : 'IPv4'
  const others = rules.portals
    .filter((portal) => portal.family === family)
    .flatMap((portal) => addressesOf(portal).map((address) => ({ address, port: portal.port })))
    .filter(({ address }) => address !== withoutScope(visitor.portal))
    .filter(({ address }) => rules.access.refusal(target, { ...visitor, portal: address }) === undefined)
  const shown = [{ address: withoutScope(visitor.portal), port }, ...others].filter(
    ({ address }) => rules.driver.linkLocal || !address.toLowerCase().startsWith('fe80:'),
  )
  const addresses = new Set(shown.map(({ address, port }) => `${bracketed(address)}:${port},1`))
  return [['TargetName', target.name], ...[...addresses].map((address): Pair => ['TargetAddress', address])]
}

/** A wildcard stands for every address of this host but loopback. */
function addressesOf({ address, family }: ListeningPortal): string[] {
  if (address !== '0.0.0.0' && address !== '::') return isLoopback(address) ? [] : [withoutScope(address)]
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((each) => each.family === family && !each.internal)
    .map((each) => withoutScope(each.address))
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'
