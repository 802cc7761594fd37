import type { Registrant } from './persistent-reservations.ts'
import { initiatorPort } from './transport-id.ts'

/** Registrations by their ports: one command may add thousands, and every session looks for its own. */
export class RegistrantIndex {
  /** In the order of registration. */
  readonly registrants: Registrant[] = []
  /** Places in `registrants`: by target port, initiator and initiator port; the first of an initiator without its port. */
  readonly #places = new Map<string, number>()

  constructor(registrants: readonly Registrant[]) {
    for (const one of registrants) this.#append(one)
  }

  find(transportId: Uint8Array, relTgtId: number): Registrant | undefined {
    const place = this.#placeOf(transportId, relTgtId)
    return place === undefined ? undefined : this.registrants[place]
  }

  /** Adds it, or gives its key to the one of the same ports; answers what stands there now. */
  put(registrant: Registrant): Registrant {
    const place = this.#placeOf(registrant.transportId, registrant.relTgtId)
    if (place === undefined) {
      this.#append(registrant)
      return registrant
    }
    const renewed = { ...this.registrants[place]!, key: registrant.key }
    this.registrants[place] = renewed
    return renewed
  }

  /** A name without port stands for all ports of its initiator, whichever side has it. */
  #placeOf(transportId: Uint8Array, relTgtId: number): number | undefined {
    const { initiator, port } = initiatorPort(transportId)
    if (port === undefined) return this.#places.get(key(relTgtId, initiator, 'first'))
    const places = [port, undefined].map((each) => this.#places.get(key(relTgtId, initiator, each)))
    const found = places.filter((place) => place !== undefined)
    return found.length === 0 ? undefined : Math.min(...found)
  }

  #append(registrant: Registrant): void {
    const { initiator, port } = initiatorPort(registrant.transportId)
    const place = this.registrants.push(registrant) - 1
    for (const each of [port, 'first']) {
      const at = key(registrant.relTgtId, initiator, each)
      if (!this.#places.has(at)) this.#places.set(at, place)
    }
  }
}

const key = (relTgtId: number, initiator: string, port: string | undefined): string =>
  `${relTgtId}\0${initiator}\0${port ?? ''}`
