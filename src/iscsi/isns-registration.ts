import { networkInterfaces } from 'node:os'
import { IsnsClient, type IsnsOptions, type Node, type Portal, type Registrant } from '../isns/client.ts'
import { ISNS_PORT } from '../isns/server-link.ts'
import type { ByteString } from '../lib/bytes.ts'
import { withoutScope } from '../lib/ip-address.ts'
import type { InitiatorLists } from './access.ts'
import type { ListeningPortal } from './discovery.ts'
import type { IscsiDriver } from './driver.ts'

/** What differs from the client's own choice. */
export type IsnsSettings = Partial<Pick<IsnsOptions, 'port' | 'interval' | 'esiInterval'>>

/** Keeps the driver's enabled targets registered at its iSNS server, and answers for that server's access control. */
export class IsnsRegistration implements InitiatorLists, Registrant {
  readonly #driver: IscsiDriver
  readonly #portals: () => readonly ListeningPortal[]
  readonly #options: IsnsSettings
  #client: IsnsClient | undefined
  #ending: Promise<void> = Promise.resolve()

  /** `portals`: where the driver listens now. */
  constructor(driver: IscsiDriver, portals: () => readonly ListeningPortal[], options: IsnsSettings = {}) {
    this.#driver = driver
    this.#portals = portals
    this.#options = options
    driver.events.push({
      targetChanged: () => this.#synchronise(),
      isnsServerChanged: () => this.serverChanged(),
    })
  }

  allows(target: ByteString, initiator: ByteString): boolean {
    return this.#client?.allows(target, initiator) ?? false
  }

  get nodes(): readonly Node[] {
    return [...this.#driver.targets.values()].filter(({ enabled }) => enabled)
  }

  get portals(): readonly Portal[] {
    const portals = this.#portals().flatMap(({ address, port, family }) =>
      address === '0.0.0.0' || address === '::'
        ? hostAddresses(family).map((each) => ({ address: each, port }))
        : [{ address, port }],
    )
    return portals.map(({ address, port }) => ({ address: withoutScope(address), port }))
  }

  get entityName(): ByteString {
    return this.#driver.isnsEntityName
  }

  /** Another server, or none: the registration at the old one is given up first, which may be the same server. */
  serverChanged(): void {
    const old = this.#client
    if (old !== undefined) this.#ending = this.#ending.then(() => old.stop())
    const { isnsServer: server, log } = this.#driver
    this.#client =
      server && new IsnsClient(this, { host: server.address, port: ISNS_PORT, log, ...this.#options })
    this.#synchronise()
  }

  #synchronise(): void {
    const client = this.#client
    void this.#ending.then(() => client?.synchronise())
  }

  /** Resolves when the registration is given up, or the server took too long for it. */
  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await Promise.all([this.#ending, client?.stop()])
  }
}

/** Every address of the family; loopback only where there is no other. */
function hostAddresses(family: 'IPv4' | 'IPv6'): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const ofFamily = all.filter((each) => each.family === family && !each.address.startsWith('fe80:'))
  const outside = ofFamily.filter(({ internal }) => !internal)
  return (outside.length > 0 ? outside : ofFamily).map((each) => each.address)
}
