import type { Connection } from './connection.ts'

/** Connections that are no session, not yet or no longer: in all, and of one address. */
const MAX_VISITORS = 256
const MAX_OF_ADDRESS = 16

/** Who has said nothing for so long gives way to others, and a discovery session that has lasted so long, in ms. */
const MAX_SILENCE = 3000
const MAX_STAY = 15000

/** Where so many wait the silence may not last as long, in ms. */
const CROWD = 64
const MAX_SILENCE_IN_CROWD = 600

/** What counts of a connection. */
export type Visitor = Pick<
  Connection,
  | 'session'
  | 'isClosing'
  | 'isAborted'
  | 'isDiscovery'
  | 'accepted'
  | 'lastReceived'
  | 'name'
  | 'close'
  | 'abort'
> & { readonly origin: Pick<Connection['origin'], 'address'>; readonly log: Pick<Connection['log'], 'info'> }

/** The visitors of a moment when others wait: who of those may come in, and in whose place. */
export class Visitors {
  readonly #now: number
  readonly #maxSilence: number
  /** First who is on his way out, then who has been silent longest. */
  #present: Visitor[]
  #count: number
  readonly #ofAddress = new Map<string, number>()
  /** Addresses that nobody more comes in from. */
  readonly #full = new Set<string>()
  #isFull = false

  /** `waiting`: how many want to come in. */
  constructor(connections: Iterable<Visitor>, now: number, waiting = 1) {
    this.#now = now
    this.#maxSilence = waiting > CROWD ? MAX_SILENCE_IN_CROWD : MAX_SILENCE
    this.#present = [...connections].filter(
      (each) => (each.session === undefined || each.isClosing) && !each.isAborted,
    )
    this.#present.sort((a, b) => Number(b.isClosing) - Number(a.isClosing) || a.lastReceived - b.lastReceived)
    this.#count = this.#present.length
    for (const { origin } of this.#present) this.#add(origin.address, 1)
  }

  /** One more of the address, who counts from now on; if need be another one goes at once. */
  admit(address: string): boolean {
    if (this.#isFull || this.#full.has(address)) return false
    if (this.#of(address) >= MAX_OF_ADDRESS) {
      if (!this.#putOut((each) => each.origin.address === address)) {
        this.#full.add(address)
        return false
      }
    } else if (this.#count >= MAX_VISITORS && !this.#putOut(() => true)) {
      this.#isFull = true
      return false
    }
    this.#count++
    this.#add(address, 1)
    return true
  }

  #putOut(isMeant: (visitor: Visitor) => boolean): boolean {
    const visitor = this.#present.find((each) => isMeant(each) && this.#mayGo(each))
    if (visitor === undefined) return false
    this.#present = this.#present.filter((each) => each !== visitor)
    this.#count--
    this.#add(visitor.origin.address, -1)
    if (!visitor.isClosing) {
      visitor.log.info(`Too many connections without session, closing that of ${visitor.name}`)
      visitor.close('too many connections without session')
    }
    visitor.abort()
    return true
  }

  /** A login that goes on has its own time limit. */
  #mayGo(visitor: Visitor): boolean {
    if (visitor.isClosing || this.#now - visitor.lastReceived >= this.#maxSilence) return true
    return visitor.isDiscovery && this.#now - visitor.accepted >= MAX_STAY
  }

  #of(address: string): number {
    return this.#ofAddress.get(address) ?? 0
  }

  #add(address: string, count: number): void {
    this.#ofAddress.set(address, this.#of(address) + count)
  }
}
