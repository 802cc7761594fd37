import { serialAdd, serialLess } from '../lib/serial.ts'

/** Where a command stands: its turn, before its turn, or none we may serve. */
export type Turn = 'next' | 'early' | 'stale'

/** The command numbers that a session expects (RFC 7143 §4.2.2.1). */
export class CommandWindow {
  expCmdSN = 0
  /** Commands that may be under way. Two while a login goes on. */
  limit = 2
  /** Commands that came and are not answered. */
  active = 0
  /** The highest MaxCmdSN ever announced: a lower one would be ignored. */
  #announced = 0xffffffff
  /** When the oldest hole was noticed, in ms. */
  gapSince = 0
  #waiters: { readonly cmdSN: number; readonly resume: () => void }[] = []
  readonly #early = new Map<number, () => void>()

  begin(cmdSN: number): void {
    this.expCmdSN = cmdSN
    this.#announced = serialAdd(cmdSN, -1)
  }

  /** For the next PDU; never lower than before. */
  get maxCmdSN(): number {
    const open = this.limit - this.active
    if (open > 0) {
      const now = serialAdd(this.expCmdSN, open - 1)
      if (serialLess(this.#announced, now)) this.#announced = now
    }
    return this.#announced
  }

  /** The window could be announced wider than it was. */
  get hasGrown(): boolean {
    const { limit, active, expCmdSN } = this
    return limit > active && serialLess(this.#announced, serialAdd(expCmdSN, limit - active - 1))
  }

  turnOf(cmdSN: number): Turn {
    if (cmdSN === this.expCmdSN) return 'next'
    const isAhead = serialLess(this.expCmdSN, cmdSN) && !serialLess(this.#announced, cmdSN)
    return isAhead && !this.#early.has(cmdSN) ? 'early' : 'stale'
  }

  /** Takes the command whose turn it is. */
  advance(): void {
    this.expCmdSN = serialAdd(this.expCmdSN, 1)
    if (this.#waiters.length === 0) return
    this.gapSince = Date.now()
    this.#wake()
  }

  /** Resolves when every command before `cmdSN` has come. */
  reached(cmdSN: number): Promise<void> {
    if (!serialLess(this.expCmdSN, cmdSN)) return Promise.resolve()
    if (!this.hasGap) this.gapSince = Date.now()
    return new Promise((resume) => this.#waiters.push({ cmdSN, resume }))
  }

  /** Keeps a command until its turn comes. */
  keep(cmdSN: number, run: () => void): void {
    if (!this.hasGap) this.gapSince = Date.now()
    this.#early.set(cmdSN, run)
  }

  /** A command that others wait for is missing. */
  get hasGap(): boolean {
    return this.#early.size > 0 || this.#waiters.length > 0
  }

  /** Some command came early. */
  get keepsSome(): boolean {
    return this.#early.size > 0
  }

  /** Runs what came early and whose turn it is now. */
  runKept(): void {
    for (let run = this.#takeNext(); run !== undefined; run = this.#takeNext()) run()
  }

  #takeNext(): (() => void) | undefined {
    if (this.#early.size === 0) return undefined
    const run = this.#early.get(this.expCmdSN)
    if (run === undefined) return undefined
    this.#early.delete(this.expCmdSN)
    this.gapSince = Date.now()
    this.advance()
    return run
  }

  /**
   * The window of a login becomes the session's. A session that goes on counts on where it was: what its old connection
   * lost may be sent again (RFC 7143 §11.12.8). But an initiator that is behind has begun to count anew: all that it
   * sends would pass for old.
   */
  takeOver(login: CommandWindow, goesOn: boolean): this {
    if (goesOn && !serialLess(login.expCmdSN, this.expCmdSN)) return this
    this.begin(login.expCmdSN)
    this.#announced = login.#announced
    return this
  }

  /** What came early is of no use any more, and nobody waits. */
  forget(): void {
    this.#early.clear()
    for (const { resume } of this.#waiters.splice(0)) resume()
  }

  #wake(): void {
    const due = this.#waiters.filter(({ cmdSN }) => !serialLess(this.expCmdSN, cmdSN))
    this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter))
    for (const { resume } of due) resume()
  }
}
