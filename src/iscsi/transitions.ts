/** A row of a state table: from, what happens, to, and the standard's name of the transition. */
export type Transition<S extends string, E extends string> = readonly [
  from: S,
  event: E,
  to: S,
  label: string,
]

/** One state that changes by its table alone; a pair that the table does not have is a bug, and says so. */
export class StateMachine<S extends string, E extends string> {
  #state: S
  readonly #table: readonly Transition<S, E>[]

  constructor(initial: S, table: readonly Transition<S, E>[]) {
    this.#state = initial
    this.#table = table
  }

  get state(): S {
    return this.#state
  }

  can(event: E): boolean {
    return this.#find(event) !== undefined
  }

  on(event: E): S {
    const row = this.#find(event)
    if (row === undefined) throw new Error(`no transition from ${this.#state} on '${event}'`)
    this.#state = row[2]
    return this.#state
  }

  #find(event: E): Transition<S, E> | undefined {
    return this.#table.find(([from, what]) => from === this.#state && what === event)
  }
}
