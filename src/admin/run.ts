import type { ByteString } from '../lib/bytes.ts'
import { type Selection, type Sysfs, SysfsError, type WriteResult } from '../sysfs/sysfs.ts'
import { accountOf, isLoss } from './account.ts'
import type { AttributeTable } from './attributes.ts'
import { exists, modeOf } from './cause.ts'
import { type DepartureId, type Departures, departuresOf } from './departures.ts'
import { initiatorInTwoGroups } from './double-initiator.ts'
import { drive } from './drive.ts'
import { errnoWord } from './errno-word.ts'
import { type Code, textOf } from './errors.ts'
import { readFirstLine, readObject, readSessions } from './fresh.ts'
import type { LiveSession } from './live-sessions.ts'
import { type ObjectRef, pathOf } from './object.ts'
import type { Operation } from './operation.ts'
import { ReadError } from './read-error.ts'
import { Rehearsal } from './rehearsal.ts'
import { Running } from './running.ts'
import type { AttributeOperation } from './set-attribute.ts'
import type { Step, Steps } from './step.ts'
import type { Terminal } from './terminal.ts'

export interface RunOptions {
  readonly compatibility: 'default' | 'strict'
  readonly force?: boolean
  readonly noPrompt?: boolean
  readonly continueOnError?: boolean
  readonly nonKey?: boolean
  /** Shows writes instead of doing them. */
  readonly debug?: boolean
  readonly lip?: boolean
  readonly noLip?: boolean
  readonly preserveClusterMode?: boolean
}

/** Ends a run; everything there is to say has been said. */
export class Exit extends Error {
  readonly status: number

  constructor(status: number) {
    super(`exit ${status}`)
    this.name = 'Exit'
    this.status = status
  }
}

/** The status of an operation that may end early. */
export const statusOf = async (operation: () => Promise<number>): Promise<number> => {
  try {
    return await operation()
  } catch (error) {
    if (error instanceof Exit) return error.status
    throw error
  }
}

/** A write that waits to be done with others. */
interface Queued {
  readonly operation: Operation
  readonly countsFailure: boolean
  isDone: boolean
}

const NOTHING: Step = { kind: 'say', text: '' }

/** Writes in one batch, so that a long apply shows progress and can be interrupted. */
const BATCH = 64

const PROMPT =
  'Performing this action may result in lost or corrupt data, are you sure you wish to continue (y/[n]) ? '

/** One run of scstadmin: carries steps out on a tree, says what happens, stops or goes on. */
export class Run {
  readonly sysfs: Sysfs
  readonly terminal: Terminal
  readonly options: RunOptions
  readonly departures: Departures
  #running: Running | undefined
  /** What has been written since `running` was read: directories of single attributes, or possibly anything. */
  #touched: Set<ByteString> | 'anything' = new Set()
  readonly #done: Operation[] = []
  /** The write that ended the run, and those that were to be done together with it. */
  #failed: Operation | undefined
  #unfinished: readonly Operation[] = []
  #queue: Queued[] = []
  /** The step that was not carried out when the run stopped. */
  #waiting: Step = NOTHING
  /** Changes of queued writes that nobody has asked for yet. */
  #counted = 0
  #isInterrupted = false
  #hear: () => void = () => {}
  readonly #hasHeard = new Promise<void>((resolve) => {
    this.#hear = resolve
  })
  /** The line of standard error that an error number's name stands on has not ended. */
  #isWordOpen = false
  /** How many writes were done when `running` was read. */
  #doneBefore = 0

  constructor(sysfs: Sysfs, terminal: Terminal, options: RunOptions) {
    this.sysfs = sysfs
    this.terminal = terminal
    this.options = options
    this.departures = departuresOf(options.compatibility)
  }

  /** The system as last read. */
  get running(): Running {
    if (!this.#running) throw new TypeError('Nothing has been read yet')
    return this.#running
  }

  departs(id: DepartureId): boolean {
    return this.departures.has(id)
  }

  /** Reads everything, with the banner line. */
  async collect(selection?: Selection): Promise<Running> {
    this.say('\nCollecting current configuration: ')
    this.#running = await Running.read(this.sysfs, selection)
    this.#touched = new Set()
    this.#doneBefore = this.#done.length
    this.say('done.\n\n')
    return this.#running
  }

  /** The banner of every operation, and the check that goes with it. */
  async begin(selection?: Selection): Promise<void> {
    const running = await this.collect(selection)
    if (this.options.force) return
    const clash = initiatorInTwoGroups(running)
    if (!clash) return
    this.say(
      `\t-> FATAL: Initiator '${clash.initiator}' belongs to more than one groups for driver/target '${clash.driver}/target', aborting. Use -force to override.\n`,
    )
    throw new Exit(1)
  }

  say(text: ByteString): void {
    this.terminal.out(text)
  }

  warn(text: ByteString): void {
    this.say(`\n\nWARNING: Received the following error:\n\n\t${text}\n\n`)
  }

  fatal(text: ByteString): never {
    this.say(`\n\nFATAL: Received the following error:\n\n\t${text}\n\n`)
    throw new Exit(1)
  }

  /** FATAL, or a line and on. */
  fail(text: ByteString): void {
    if (!this.options.continueOnError) this.fatal(text)
    this.say(`${text}\n`)
  }

  /** Whether to go on: no prompt needed, or the answer is yes. Who may be cut off is named. */
  async confirm(sessions: readonly LiveSession[] = []): Promise<boolean> {
    if (this.options.noPrompt) return true
    if (sessions.length > 0 && this.departs('prompt-names-sessions')) {
      this.say('These initiators are logged in and may lose their disks:\n')
      for (const { driver, target, session } of sessions) this.say(`\t${session} on ${driver}/${target}\n`)
    }
    this.say(PROMPT)
    const answer = await this.terminal.readLine()
    if (answer !== undefined && /^y(es)?\n?$/i.test(answer)) return true
    this.say('Aborting action.\n')
    return false
  }

  /** Normal end of a run. */
  end(status: number): number {
    this.say('\nAll done.\n')
    return status
  }

  /** After a signal: ends the run at the next step. Answers when that is reached. */
  interrupt(): Promise<void> {
    this.#isInterrupted = true
    return this.#hasHeard
  }

  /** Carries steps out. When they stop half-way, standard error lists what was done and what was not. */
  async perform<T>(steps: Steps<T>): Promise<T> {
    try {
      return await this.#carryOut(steps)
    } catch (error) {
      const isBroken = error instanceof Exit || isLoss(error)
      if (isBroken && this.departs('account')) await this.#account(steps)
      throw error
    }
  }

  async #carryOut<T>(steps: Steps<T>): Promise<T> {
    try {
      return await drive(steps, (step) => this.#step(step))
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      this.#waiting = NOTHING
      return this.fatal(error.text)
    }
  }

  /** The system as it is now or, when nobody answers any more, as it must be. */
  async #supposed(): Promise<Rehearsal> {
    try {
      return new Rehearsal(await Running.read(this.sysfs), 'abort')
    } catch (error) {
      if (!isLoss(error)) throw error
      const rehearsal = new Rehearsal(this.running, 'abort')
      for (const operation of this.#done.slice(this.#doneBefore)) rehearsal.suppose(operation)
      return rehearsal
    }
  }

  async #account(steps: Steps<unknown>): Promise<void> {
    const stop = {
      done: this.#done,
      failed: this.#failed,
      held: [...this.#unfinished, ...this.#queue.map(({ operation }) => operation)],
      waiting: this.#waiting,
    }
    const text = await accountOf(stop, steps, await this.#supposed())
    if (text !== '') this.terminal.err(`${this.#isWordOpen ? '\n' : ''}${text}`)
  }

  #step(step: Step): unknown {
    this.#waiting = step
    this.#stopIfInterrupted()
    if (step.kind === 'queue') {
      this.#queue.push({ ...step, isDone: false })
      this.#waiting = NOTHING
      return this.#queue.length < BATCH ? undefined : this.#flush()
    }
    return this.#queue.length === 0 ? this.#now(step) : this.#flush().then(() => this.#now(step))
  }

  #now(step: Exclude<Step, { kind: 'queue' }>): unknown {
    switch (step.kind) {
      case 'say':
        return this.say(step.text)
      case 'warn':
        return this.warn(step.text)
      case 'fail':
        return this.fail(step.text)
      case 'abort':
        return this.fatal(step.text)
      case 'write':
        return this.#write(step.operation)
      case 'settle': {
        const counted = this.#counted
        this.#counted = 0
        return counted
      }
      case 'look':
        return this.#look(step.ref)
      case 'read':
        return Promise.all(step.paths.map((path) => this.#firstLine(path)))
      case 'sessions':
        return readSessions(this.sysfs, step.driver, step.target)
      case 'collect':
        return this.collect()
      case 'pause':
        return new Promise((resolve) => setTimeout(resolve, step.milliseconds))
    }
  }

  #stopIfInterrupted(): void {
    if (!this.#isInterrupted) return
    this.#hear()
    this.say('\n\nAborting immediately.\n')
    throw new Exit(1)
  }

  #look(ref: ObjectRef): AttributeTable | Promise<AttributeTable> {
    const isFresh = this.#touched !== 'anything' && !this.#touched.has(pathOf(ref))
    return isFresh ? this.running.attributes(ref) : readObject(this.sysfs, ref)
  }

  #firstLine(path: ByteString): ByteString | undefined | Promise<ByteString | undefined> {
    const isFresh = this.#touched !== 'anything' && !this.#touched.has(directoryOf(path))
    return isFresh ? this.running.firstLine(path) : readFirstLine(this.sysfs, path)
  }

  async #write(operation: Operation): Promise<Code> {
    const refusal = await this.#firstThatHolds(operation.refused ?? [], '')
    if (refusal !== undefined) return refusal
    if (this.options.debug) return await this.#show(operation)
    this.#touch(operation)
    return this.#judge(operation, await this.#writeText(operation))
  }

  /** Instead of writing. What cannot be opened fails all the same. */
  async #show(operation: Operation): Promise<Code> {
    if (((await modeOf(this.sysfs, operation.path)) & 0o222) === 0)
      return await this.#judge(operation, new SysfsError('ENOENT', operation.path, 'open'))
    this.say(`DBG(${process.pid}): ${operation.debug}\n`)
    return 0
  }

  async #writeText({ path, text }: Operation): Promise<WriteResult> {
    if (text !== '') return writeOnce(this.sysfs, path, text)
    if (this.departs('empty-value')) return writeOnce(this.sysfs, path, '\n')
    return new SysfsError((await exists(this.sysfs, path)) ? '0' : 'ENOENT', path, 'write')
  }

  /** Carries the queue out, as one batch where the carrier can. */
  async #flush(): Promise<void> {
    const queue = this.#queue
    this.#queue = []
    const isPlain = queue.every(({ operation: { refused, text } }) => !refused && text !== '')
    try {
      if (this.sysfs.batch && !this.options.debug && isPlain) await this.#writeBatch(queue)
      else for (const queued of queue) this.#count(queued, await this.#writeAndTell(queued.operation))
    } catch (error) {
      this.#unfinished = queue
        .slice(queue.findIndex(({ isDone }) => !isDone))
        .map(({ operation }) => operation)
      if (this.#failed) this.#unfinished = this.#unfinished.slice(1)
      throw error
    }
  }

  async #writeBatch(queue: readonly Queued[]): Promise<void> {
    const operations = queue.map(({ operation }) => operation)
    for (const operation of operations) this.#touch(operation)
    const results = await this.sysfs.batch!(operations, { stopOnError: !this.options.continueOnError })
    for (const [index, result] of results.entries())
      this.#count(
        queue[index]!,
        this.#tell(operations[index]!, await this.#judge(operations[index]!, result)),
      )
  }

  #count(queued: Queued, code: Code): void {
    queued.isDone = true
    if (code === 0 || queued.countsFailure) this.#counted += 1
  }

  async #writeAndTell(operation: Operation): Promise<Code> {
    this.say(`\t-> ${operation.says}: `)
    const code = await this.#write(operation)
    this.say('done.\n')
    this.#failWith(code)
    return code
  }

  #tell(operation: Operation, code: Code): Code {
    this.say(`\t-> ${operation.says}: done.\n`)
    this.#failWith(code)
    return code
  }

  #failWith(code: Code): void {
    const text = textOf(code)
    if (text !== undefined) this.fail(text)
  }

  /** What a write's result means; for attributes the error number's name goes to standard error. */
  async #judge(operation: AttributeOperation, result: WriteResult): Promise<Code> {
    if (!result) {
      this.#done.push(operation)
      this.#failed = undefined
      return 0
    }
    this.#failed = operation
    const cause = await this.#firstThatHolds(operation.causes, result.code)
    if (cause !== undefined) return cause
    if (!operation.judged) return operation.failed
    this.terminal.err(`(${errnoWord(result)}) `)
    this.#isWordOpen = true
    const mode = await modeOf(this.sysfs, operation.path)
    if (mode === 0 && !(await exists(this.sysfs, operation.path))) return operation.judged.bad
    return (mode & 0o200) === 0 ? operation.judged.fixed : operation.failed
  }

  async #firstThatHolds(causes: Operation['causes'], errno: string): Promise<Code | undefined> {
    for (const cause of causes) if (await cause.holds(this.sysfs, errno)) return cause.code
    return undefined
  }

  #touch(operation: AttributeOperation): void {
    if (this.#touched === 'anything') return
    if (operation.judged) this.#touched.add(directoryOf(operation.path))
    else this.#touched = 'anything'
  }
}

const directoryOf = (path: ByteString): ByteString => path.slice(0, Math.max(0, path.lastIndexOf('/')))

async function writeOnce(sysfs: Sysfs, path: ByteString, text: ByteString): Promise<WriteResult> {
  try {
    await sysfs.write(path, text)
    return undefined
  } catch (error) {
    if (error instanceof SysfsError) return error
    throw error
  }
}
