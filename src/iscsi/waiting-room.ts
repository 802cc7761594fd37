import type { Socket } from 'node:net'

/** A host may have very many sessions, and all of them come back at once. */
const SEATS = { inAll: 4096, ofAddress: 1024 }

/** So long, in ms. */
const MAX_WAIT = 60000

interface Waiting {
  readonly socket: Socket
  readonly since: number
}

/** Connections that nobody reads from yet: the driver is disabled, or too many others have no session either. */
export class WaitingRoom {
  readonly #seats: typeof SEATS
  /** By address, the oldest first. */
  readonly #queues = new Map<string, Waiting[]>()
  #size = 0

  constructor(seats = SEATS) {
    this.#seats = seats
  }

  /** How many wait. */
  get size(): number {
    return this.#size
  }

  /** One more; when that is one too many, the oldest of the address goes, or of the address that has the most. */
  add(socket: Socket, now: number): void {
    const address = socket.remoteAddress
    if (address === undefined) {
      socket.destroy()
      return
    }
    const queue = this.#queues.get(address) ?? []
    if (queue.length >= this.#seats.ofAddress) this.#putOutOldest(queue)
    else if (this.#size >= this.#seats.inAll) this.#putOutOldest(this.#byLength().at(-1)!)
    socket.on('error', () => socket.destroy())
    queue.push({ socket, since: now })
    this.#queues.set(address, queue)
    this.#size++
  }

  /** Whoever may enter does: addresses of which few wait come first, and of each who came first. */
  letIn(mayEnter: (address: string) => boolean, enter: (socket: Socket) => void): void {
    this.#keep(({ socket }) => !socket.destroyed)
    for (const queue of this.#byLength()) {
      while (queue.length > 0 && mayEnter(queue[0]!.socket.remoteAddress!)) {
        this.#size--
        enter(queue.shift()!.socket)
      }
    }
  }

  /** Who has waited too long goes. */
  expire(now: number): void {
    this.#keep(({ socket, since }) => {
      const isOver = now - since >= MAX_WAIT
      if (isOver) socket.destroy()
      return !isOver
    })
  }

  clear(): void {
    this.expire(Number.POSITIVE_INFINITY)
  }

  #byLength(): Waiting[][] {
    return [...this.#queues.values()].sort((a, b) => a.length - b.length)
  }

  #putOutOldest(queue: Waiting[]): void {
    queue.shift()!.socket.destroy()
    this.#size--
  }

  #keep(isKept: (waiting: Waiting) => boolean): void {
    this.#size = 0
    for (const [address, queue] of this.#queues) {
      const kept = queue.filter(isKept)
      if (kept.length === 0) this.#queues.delete(address)
      else this.#queues.set(address, kept)
      this.#size += kept.length
    }
  }
}
