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

type Work = () => Outcome | Promise<Outcome>

/** Where changes are carried out. */
export interface Turn {
  /** Resolves or rejects with the work's own result. */
  run(work: Work): Promise<void>
  /** Others may have their turn meanwhile. */
  waitFor(until: Promise<unknown>): Promise<void>
}

export class WorkQueue implements Turn {
  #last: Promise<unknown> = Promise.resolve()

  async run(work: Work): Promise<void> {
    const end = await this.#begin()
    let outcome: Outcome
    try {
      outcome = await work()
    } finally {
      end()
    }
    await outcome?.until
  }

  async waitFor(until: Promise<unknown>): Promise<void> {
    await until
  }

  /** Changes with no other one between them, but while one of them waits. */
  async together<T>(changes: (turn: Turn) => Promise<T>): Promise<T> {
    let end = await this.#begin()
    const waitFor = async (until: Promise<unknown>) => {
      end()
      try {
        await until
      } finally {
        end = await this.#begin()
      }
    }
    const run = async (work: Work) => {
      const outcome = await work()
      if (outcome) await waitFor(outcome.until)
    }
    try {
      return await changes({ run, waitFor })
    } finally {
      end()
    }
  }

  /** Resolves when all before it have ended; what it answers ends this one. */
  async #begin(): Promise<() => void> {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const before = this.#last
    this.#last = before.then(() => ended)
    await before
    return end
  }
}
