import type { Socket } from 'node:net'

/** A host may have very many sessions, and all of them come back at once. */
const SEATS = { inAll: 4096, ofAddress: 1024 }

/** So long, in ms. */
const MAX_WAIT = 60000

interface Waiting {
  readonly socket: Socket
  readonly address: string
  readonly since: number
}

/** Connections that nobody reads from yet: the driver is disabled, or too many others have no session either. */
export class WaitingRoom {
  readonly #seats: typeof SEATS
  #waiting: Waiting[] = []

  constructor(seats = SEATS) {
    this.#seats = seats
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** One more; when he is one too many, the oldest of his address, or of all, goes. */
  add(socket: Socket, now: number): void {
    const address = socket.remoteAddress
    if (address === undefined) {
      socket.destroy()
      return
    }
    const same = this.#waiting.filter((each) => each.address === address)
    if (same.length >= this.#seats.ofAddress) this.#putOut([same[0]!])
    else if (this.#waiting.length >= this.#seats.inAll) this.#putOut([this.#waiting[0]!])
    socket.on('error', () => socket.destroy())
    this.#waiting.push({ socket, address, since: now })
  }

  /** Whoever may enter does, in the order they came. */
  letIn(mayEnter: (address: string) => boolean, enter: (socket: Socket) => void): void {
    this.#waiting = this.#waiting.filter(({ socket, address }) => {
      if (socket.destroyed) return false
      if (!mayEnter(address)) return true
      enter(socket)
      return false
    })
  }

  /** Who has waited too long goes. */
  expire(now: number): void {
    this.#putOut(this.#waiting.filter(({ since }) => now - since >= MAX_WAIT))
  }

  clear(): void {
    this.#putOut(this.#waiting)
  }

  #putOut(some: readonly Waiting[]): void {
    if (some.length === 0) return
    const gone = new Set(some)
    for (const { socket } of gone) socket.destroy()
    this.#waiting = this.#waiting.filter((each) => !gone.has(each))
  }
}
