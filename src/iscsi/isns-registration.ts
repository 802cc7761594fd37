import { networkInterfaces } from 'node:os'
import { IsnsClient, type IsnsOptions, type Node, type Portal, type Registrant } from '../isns/client.ts'
import type { ByteString } from '../lib/bytes.ts'
import { withoutScope } from '../lib/ip-address.ts'
import type { InitiatorLists } from './access.ts'
import type { ListeningPortal } from './discovery.ts'
import type { IscsiDriver } from './driver.ts'

/** RFC 4171 §3. */
const ISNS_PORT = 3205

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
      targetChanged: () => void this.#client?.synchronise(),
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

  /** Another server, or none: the registration at the old one is given up. */
  serverChanged(): void {
    const old = this.#client
    if (old !== undefined) this.#ending = this.#ending.then(() => old.stop())
    const server = this.#driver.isnsServer
    this.#client = undefined
    if (server === undefined) return
    const { log } = this.#driver
    this.#client = new IsnsClient(this, {
      host: server.address,
      port: ISNS_PORT,
      log,
      ...this.#options,
    })
    void this.#client.synchronise()
  }

  /** Resolves when the registration is given up. */
  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await this.#ending
    await client?.stop()
  }
}

/** Every address of the family; loopback only where there is no other. */
function hostAddresses(family: 'IPv4' | 'IPv6'): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const ofFamily = all.filter((each) => each.family === family && !each.address.startsWith('fe80:'))
  const outside = ofFamily.filter(({ internal }) => !internal)
  return (outside.length > 0 ? outside : ofFamily).map((each) => each.address)
}
