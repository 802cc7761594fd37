import type { DataTransfer, Task } from '../scsi/task.ts'
import type { Stages } from './latency.ts'

/** Stands in front of a command's transfer and looks at the clock whenever the command changes hands. */
export class Stopwatch implements DataTransfer {
  readonly expectedLength: number
  readonly read: boolean
  readonly write: boolean
  readonly #transfer: DataTransfer
  readonly #began = performance.now()
  /** Milliseconds. */
  #held: number | undefined
  #waited: number | undefined
  #stored: number | undefined

  /** Put in front before the command is executed. */
  constructor(task: Task) {
    this.#transfer = task.transfer
    this.expectedLength = task.transfer.expectedLength
    this.read = task.transfer.read
    this.write = task.transfer.write
    task.transfer = this
  }

  /** The command did not start at once: the time until it does. */
  holdsBack(task: Task): void {
    const { start } = task
    if (start === undefined) return
    const since = performance.now()
    task.start = () => {
      this.#held = performance.now() - since
      start()
    }
  }

  dataIn(length: number, fill: (span: Uint8Array, offset: number) => unknown): void | Promise<void> {
    return this.#transfer.dataIn(length, (span, offset) => this.#store(() => fill(span, offset)))
  }

  dataOut(
    length: number,
    drain: (spans: readonly Uint8Array[], offset: number) => unknown,
  ): void | Promise<void> {
    const since = performance.now()
    const stored = this.#stored ?? 0
    const wait = () => {
      this.#waited = performance.now() - since - ((this.#stored ?? 0) - stored)
    }
    const receiving = this.#transfer.dataOut(length, (spans, offset) =>
      this.#store(() => drain(spans, offset)),
    )
    if (receiving) return receiving.then(wait)
    wait()
  }

  abandon(): void {
    this.#transfer.abandon?.()
  }

  /** Where the time went until now. */
  stages(): Stages {
    const elsewhere = (this.#held ?? 0) + (this.#waited ?? 0) + (this.#stored ?? 0)
    const all = performance.now() - this.#began
    return {
      ...(this.#waited !== undefined && { DATA_WAIT: this.#waited * 1000 }),
      ...(this.#held !== undefined && { EXEC_CHECK_BLOCKING: this.#held * 1000 }),
      LOCAL_EXEC: Math.max(0, all - elsewhere) * 1000,
      ...(this.#stored !== undefined && { REAL_EXEC: this.#stored * 1000 }),
    }
  }

  #store(work: () => unknown): unknown {
    const since = performance.now()
    const end = () => {
      this.#stored = (this.#stored ?? 0) + performance.now() - since
    }
    const working = work()
    if (working instanceof Promise) return working.finally(end)
    end()
    return working
  }
}
