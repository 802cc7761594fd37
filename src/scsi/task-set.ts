import type { ITLNexus } from './itl-nexus.ts'
import type { Medium } from './medium.ts'
import type { Task } from './task.ts'

/** So many tasks are started in a row; others are served before the next ones. */
const TURN = 64

/**
 * The unfinished tasks of one logical unit, oldest first, and who waits for whom (SAM-5 8). The ordinary case, SIMPLE
 * commands with nothing special among them, is a comparison of four counters. A task that must wait is looked at again
 * when the one that it waits for leaves, or a hold ends: thousands may wait.
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
    this.#wakeHeld()
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
    this.#wakeHeld()
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
    const isFree = this.#holds + this.#waiting + this.#constraining === 0 && !task.constrains
    this.#append(task)
    if (task.constrains) this.#constraining++
    const isHeld = this.#isHeld(task)
    if (!isHeld) this.#waitFor(task, isFree ? this.#neighbour(task) : this.#obstacle(task))
    if (isHeld || task.obstacle !== undefined) {
      this.#waiting++
      return false
    }
    this.#active++
    return true
  }

  /** The task has ended (or gave up waiting). */
  leave(task: Task): void {
    this.#unlink(task)
    if (task.constrains) this.#constraining--
    if (task.start === undefined) this.#active--
    else {
      task.start = undefined
      this.#waiting--
      this.#waitFor(task, undefined)
    }
    task.ended?.()
    if (this.#active === 0 && this.#drained.length > 0)
      for (const resolve of this.#drained.splice(0)) resolve()
    if (task.waiters !== undefined) TaskSet.#lookAgainAt(task.waiters)
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
    task.taskSet = this
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

  #waitFor(task: Task, obstacle: Task | undefined): void {
    task.obstacle?.waiters?.delete(task)
    task.obstacle = obstacle
    if (obstacle === undefined) return
    obstacle.waiters ??= new Set()
    obstacle.waiters.add(task)
  }

  /** One that the task must wait for: of the older ones the newest, which is likely to leave last. */
  #obstacle(task: Task): Task | undefined {
    for (let other = task.older; other !== undefined; other = other.older)
      if (this.#waitsForOlder(task, other)) return other
    for (let other = task.newer; other !== undefined; other = other.newer)
      if (other.start === undefined && (isStrict(task) || this.#collides(task, other, this))) return other
    return this.#neighbour(task)
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

  /** A running task of another unit with the same medium that the task must wait for. */
  #neighbour(task: Task): Task | undefined {
    if (task.blocks === 0 || this.#alone()) return undefined
    for (const set of this.#medium!.taskSets) {
      if (set === this || (set.#constraining === 0 && !task.command?.atomic)) continue
      for (const other of set) if (other.start === undefined && this.#collides(task, other, set)) return other
    }
    return undefined
  }

  /** After a hold: those that wait for no other task. */
  #wakeHeld(): void {
    if (this.#waiting === 0) return
    TaskSet.#lookAgainAt(
      [...this].filter(({ start, obstacle }) => start !== undefined && obstacle === undefined),
    )
  }

  /** Tasks of any unit that may be able to start. */
  static readonly #due: Task[] = []
  static #isStarting = false

  static #lookAgainAt(tasks: Iterable<Task>): void {
    for (const task of tasks) {
      task.obstacle = undefined
      TaskSet.#due.push(task)
    }
    TaskSet.#startDue()
  }

  /** A task that starts may end at once and let others go. */
  static #startDue(): void {
    if (TaskSet.#isStarting) return
    TaskSet.#isStarting = true
    let looked = 0
    while (looked < TaskSet.#due.length && looked < TURN) {
      const task = TaskSet.#due[looked++]!
      task.taskSet!.#start(task)
    }
    TaskSet.#due.splice(0, looked)
    TaskSet.#isStarting = false
    if (TaskSet.#due.length > 0) setImmediate(() => TaskSet.#startDue())
  }

  #start(task: Task): void {
    const { start } = task
    if (start === undefined || this.#isHeld(task)) return
    this.#waitFor(task, this.#obstacle(task))
    if (task.obstacle !== undefined) return
    task.start = undefined
    this.#waiting--
    this.#active++
    start()
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
