import type { ITLNexus } from './itl-nexus.ts'
import type { Medium } from './medium.ts'
import type { Task } from './task.ts'

/**
 * The unfinished tasks of one logical unit, oldest first, and who waits for whom (SAM-5 8). The ordinary case, SIMPLE
 * commands with nothing special among them, is a comparison of four counters.
 */
export class TaskSet {
  /** Task set type: 0 one for all nexuses, 1 one for each. */
  readonly tst: number
  /** QUEUE ALGORITHM MODIFIER 0h: everything that is not HEAD OF QUEUE keeps its order. */
  restricted = false
  /** Bytes of a block: overlaps across units of one medium are in bytes. */
  readonly blockSize: number
  #oldest: Task | undefined
  #newest: Task | undefined
  #active = 0
  #waiting = 0
  /** Unfinished tasks that others may have to wait for. */
  #constraining = 0
  #holds = 0
  /** Those of them that hold all units. */
  #suspensions = 0
  #medium: Medium | undefined
  #waking = false
  #drained: (() => void)[] = []

  constructor(tst: number, blockSize: number) {
    this.tst = tst
    this.blockSize = blockSize
  }

  /** Tasks that have started and not ended. */
  get active(): number {
    return this.#active
  }

  /** Nothing starts until `release`; holds nest. */
  hold(): void {
    this.#holds++
  }

  release(): void {
    if (this.#holds > this.#suspensions) this.#holds--
    if (this.#holds === this.#suspensions) this.#wake()
  }

  /** A hold of all units: it waits for the commands of each, which may have to work on another. */
  suspend(): void {
    this.#holds++
    this.#suspensions++
  }

  resume(): void {
    if (this.#suspensions === 0) return
    this.#suspensions--
    this.#holds--
    if (this.#holds === 0) this.#wake()
  }

  /** Resolves when no task is running. */
  drained(): Promise<void> {
    return this.#active === 0 ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve))
  }

  /** The bytes that atomic commands here share with other units. */
  set medium(medium: Medium | undefined) {
    this.#medium?.taskSets.delete(this)
    this.#medium = medium
    medium?.taskSets.add(this)
  }

  /** The unfinished tasks, oldest first. */
  *[Symbol.iterator](): Generator<Task> {
    for (let task = this.#oldest, next: Task | undefined; task !== undefined; task = next) {
      next = task.newer
      yield task
    }
  }

  /** Takes a task in; false when it must wait (then `task.start` is called in its time). */
  enter(task: Task): boolean {
    task.constrains = this.#constrains(task)
    const free = this.#holds + this.#waiting + this.#constraining === 0 && !task.constrains
    this.#append(task)
    if (task.constrains) this.#constraining++
    if (free ? this.#clearOfNeighbours(task) : this.#mayStart(task)) {
      this.#active++
      return true
    }
    this.#waiting++
    return false
  }

  /** The task has ended (or gave up waiting). */
  leave(task: Task): void {
    this.#unlink(task)
    if (task.constrains) this.#constraining--
    if (task.start === undefined) this.#active--
    else {
      task.start = undefined
      this.#waiting--
    }
    task.ended?.()
    if (this.#active === 0 && this.#drained.length > 0)
      for (const resolve of this.#drained.splice(0)) resolve()
    if (this.#waiting > 0) this.#wake()
    this.#wakeNeighbours()
  }

  #alone(): boolean {
    return this.#medium === undefined || this.#medium.taskSets.size === 1
  }

  #constrains(task: Task): boolean {
    const command = task.command
    if (command === undefined) return false
    return (
      command.atomic ||
      command.ordering === 'serialized' ||
      command.ordering === 'strict' ||
      this.#ordered(task)
    )
  }

  #append(task: Task): void {
    task.older = this.#newest
    if (this.#newest === undefined) this.#oldest = task
    else this.#newest.newer = task
    this.#newest = task
  }

  #unlink(task: Task): void {
    if (task.older === undefined) this.#oldest = task.newer
    else task.older.newer = task.newer
    if (task.newer === undefined) this.#newest = task.older
    else task.newer.older = task.older
    task.older = undefined
    task.newer = undefined
  }

  #mayStart(task: Task): boolean {
    if (this.#isHeld(task)) return false
    for (let other = this.#oldest!; other !== task; other = other.newer!)
      if (this.#waitsForOlder(task, other)) return false
    for (let other = task.newer; other !== undefined; other = other.newer)
      if (other.start === undefined && (isStrict(task) || this.#collides(task, other, this))) return false
    return this.#clearOfNeighbours(task)
  }

  #isHeld({ partOf }: Task): boolean {
    if (partOf === undefined) return this.#holds > 0
    return partOf.nexus!.lu.tasks !== this && this.#holds > this.#suspensions
  }

  #waitsForOlder(task: Task, older: Task): boolean {
    if (task.partOf !== undefined) return older.start === undefined && this.#collides(task, older, this)
    if (isStrict(task)) return true
    if (isStrict(older)) return older.start === undefined || !isHead(task)
    if (this.tst === 0 || task.nexus === older.nexus) {
      if (this.#ordered(task)) return true
      if (this.#ordered(older) && !isHead(task)) return true
    }
    if (task.command?.ordering === 'serialized' && older.command?.ordering === 'serialized') return true
    return this.#collides(task, older, this)
  }

  #ordered(task: Task): boolean {
    return task.attribute === 'ordered' || task.attribute === 'ACA' || (this.restricted && !isHead(task))
  }

  /** One of both is atomic and their blocks overlap. */
  #collides(task: Task, other: Task, set: TaskSet): boolean {
    if (!task.command?.atomic && !other.command?.atomic) return false
    const start = task.lba * this.blockSize
    const otherStart = other.lba * set.blockSize
    return (
      start < otherStart + other.blocks * set.blockSize && otherStart < start + task.blocks * this.blockSize
    )
  }

  #clearOfNeighbours(task: Task): boolean {
    if (task.blocks === 0 || this.#alone()) return true
    for (const set of this.#medium!.taskSets) {
      if (set === this || (set.#constraining === 0 && !task.command?.atomic)) continue
      for (const other of set) if (other.start === undefined && this.#collides(task, other, set)) return false
    }
    return true
  }

  #wakeNeighbours(): void {
    if (this.#alone()) return
    for (const set of this.#medium!.taskSets) if (set !== this && set.#waiting > 0) set.#wake()
  }

  /** Starts what may start now; a task that starts may end at once and wake others. */
  #wake(): void {
    if (this.#waking) return
    this.#waking = true
    for (let task = this.#nextToStart(); task !== undefined; task = this.#nextToStart()) {
      const { start } = task
      task.start = undefined
      this.#waiting--
      this.#active++
      start!()
    }
    this.#waking = false
  }

  /** Behind a task that keeps its order nothing starts but what goes ahead of it: thousands may wait there. */
  #nextToStart(): Task | undefined {
    let isBarred = false
    for (let task = this.#oldest; task !== undefined; task = task.newer) {
      const mayPass = !isBarred || isHead(task) || task.partOf !== undefined
      if (task.start !== undefined && mayPass && this.#mayStart(task)) return task
      isBarred ||= isStrict(task) || (this.tst === 0 && this.#ordered(task))
    }
    return undefined
  }

  /** Unfinished tasks of the nexus. */
  of(nexus: ITLNexus): Task[] {
    return [...this].filter((task) => task.nexus === nexus)
  }
}

const isHead = (task: Task): boolean =>
  task.attribute === 'head of queue' ||
  (task.command?.ordering === 'head' && (task.attribute === 'simple' || task.attribute === 'untagged'))

const isStrict = (task: Task): boolean => task.command?.ordering === 'strict'
