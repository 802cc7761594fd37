/**
 * Changes run one at a time in the order they were asked for. A change whose effect is there but whose end must
 * wait (for commands in flight) answers `{ until }`: the next change starts, its own caller waits on.
 */
export interface Unfinished {
  readonly until: Promise<unknown>
}

/** Without a promise the change is complete; a promise keeps the queue (a file is being opened). */
// biome-ignore lint/suspicious/noConfusingVoidType: a change that answers nothing is the usual one
export type Outcome = Unfinished | undefined | void

export class WorkQueue {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves or rejects with the work's own result. */
  async run(work: () => Outcome | Promise<Outcome>): Promise<void> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    const outcome = await turn
    await outcome?.until
  }
}
