import { settableIn } from '../config/scst/attribute-schema.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { DirectoryNode, Node } from '../sysfs/sysfs.ts'
import { type Attribute, type AttributeTable, NO_KEYS } from './attributes.ts'
import { drive } from './drive.ts'
import { type Code, textOf } from './errors.ts'
import { nodeAt } from './node-path.ts'
import { lunsPath, pathOf } from './object.ts'
import type { Operation } from './operation.ts'
import { ReadError } from './read-error.ts'
import { Running } from './running.ts'
import type { Step, Steps } from './step.ts'

/**
 * Carries steps out on a copy of the tree, every write assumed good: what `config plan` shows, and what was
 * still to come when a run stopped half-way.
 */
export class Rehearsal {
  /** The writes that would be made, in order. */
  readonly operations: Operation[] = []
  /** What would be said besides progress lines: warnings and reports. */
  readonly remarks: ByteString[] = []
  readonly #root: Directory
  #queued = 0
  /** Objects that only the rehearsal made, with the names of what could be set of them; undefined is anything. */
  readonly #created = new WeakMap<Node, ReadonlySet<ByteString> | undefined>()

  readonly #endsAt: 'fail' | 'abort'
  #isStopped = false

  /** What ends a run: any failure, or only one that -cont_on_err does not let pass. */
  constructor(running: Running, endsAt: 'fail' | 'abort') {
    this.#root = clone(running.root)
    this.#endsAt = endsAt
  }

  /** Whether the run would end half-way. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Goes through steps to their end, or to the failure that would end them. */
  async drive(steps: Steps<unknown>): Promise<void> {
    try {
      await drive(steps, this.perform)
    } catch (error) {
      if (error instanceof ReadError) this.remarks.push(error.text)
      else if (!(error instanceof Stopped)) throw error
      this.#isStopped = true
    }
  }

  readonly perform = (step: Step): unknown => {
    switch (step.kind) {
      case 'say':
        // Progress lines show as their operations, and sums are the reader's to make.
        if (/\n$/.test(step.text) && !/^(done\.|\t-> Done, )/.test(step.text)) this.remarks.push(step.text)
        return
      case 'warn':
        this.remarks.push(step.text)
        return
      case 'fail':
      case 'abort':
        return this.#fail(step.kind, step.text)
      case 'write':
        return this.#write(step.operation)
      case 'queue': {
        const text = textOf(this.#write(step.operation))
        if (text !== undefined) return this.#fail('fail', text)
        this.#queued += 1
        return
      }
      case 'settle': {
        const queued = this.#queued
        this.#queued = 0
        return queued
      }
      case 'look':
        return this.#look(step)
      case 'read':
        return step.paths.map((path) => this.#firstLine(path))
      case 'sessions':
        return closable(new Running(this.#root).sessions(step.driver, step.target))
      case 'collect':
        return new Running(clone(this.#root))
      case 'pause':
        return
    }
  }

  #fail(kind: 'fail' | 'abort', text: ByteString): void {
    this.remarks.push(text)
    if (kind === 'abort' || this.#endsAt === 'fail') throw new Stopped()
  }

  #look({ ref }: Step & { kind: 'look' }): AttributeTable {
    const node = nodeAt(this.#root, pathOf(ref))
    return node && this.#created.has(node)
      ? new AssumedTable(this.#created.get(node))
      : new Running(this.#root).attributes(ref)
  }

  #firstLine(path: ByteString): ByteString | undefined {
    const slash = path.lastIndexOf('/')
    const object = nodeAt(this.#root, path.slice(0, slash))
    if (!object || !this.#created.has(object)) return new Running(this.#root).firstLine(path)
    return this.#created.get(object)?.has(path.slice(slash + 1)) === false ? undefined : ''
  }

  #write(operation: Operation): Code {
    if (this.#hasUnknownParameters(operation)) return BAD_LUN_ATTRIBUTES
    this.operations.push(operation)
    this.suppose(operation)
    return 0
  }

  /** What a LUN is added with is the same everywhere; the copy manager's own list tells. */
  #hasUnknownParameters({ path, text }: Operation): boolean {
    const owner = { driver: 'copy_manager', target: 'copy_manager_tgt' }
    const running = new Running(this.#root)
    if (!path.endsWith('/luns/mgmt') || !text.startsWith('add ') || !running.has(`${lunsPath(owner)}/mgmt`))
      return false
    const known = running.lunCreateAttributes(owner)
    const [, , , parameters = ''] = text.split(' ')
    const names = parameters.split(';').map((parameter) => parameter.split('=', 1)[0]!)
    return names.some((name) => name !== '' && !known.has(name))
  }

  /** Does to the copy what a write would do, without counting it among those to be made. */
  suppose({ path, text }: Operation): void {
    if (path.endsWith('mgmt')) this.#command(path.slice(0, -'/mgmt'.length), text.split(' '))
    else if (path.endsWith(FORCE_CLOSE)) this.#remove(path.slice(0, -FORCE_CLOSE.length))
    else this.#value(path, text)
  }

  #command(directory: ByteString, [verb, first = '', second = '']: ByteString[]): void {
    const isLuns = directory.endsWith('/luns')
    switch (verb) {
      case 'add_device':
        this.#create(`devices/${first}`, settableIn('DEVICE', directory.slice('handlers/'.length)))
        this.#link(`${directory}/${first}`, `../../devices/${first}`)
        this.#adopt(first)
        return
      case 'del_device':
        this.#removeWithLinks(`devices/${first}`)
        return
      case 'add_target':
        this.#create(`${directory}/${first}`, settableIn('TARGET', directory.slice('targets/'.length)))
        return
      case 'create':
      case 'add':
        if (isLuns) this.#link(`${directory}/${second}/device`, `/devices/${first}`)
        else this.#create(`${directory}/${first}`, settableBelow(directory))
        return
      case 'replace':
        this.#link(`${directory}/${second}/device`, `/devices/${first}`)
        return
      case 'move':
        this.#remove(`${directory}/${first}`)
        this.#create(`${directory.replace(/[^/]+\/initiators$/, `${second}/initiators`)}/${first}`)
        return
      case 'del_target':
        this.#removeWithLinks(`${directory}/${first}`)
        return
      case 'del':
        this.#remove(`${directory}/${first}`)
        return
      case 'clear':
        this.#clear(directory)
        return
    }
  }

  #create(path: ByteString, settable?: ReadonlySet<ByteString>): void {
    this.#created.set(makeDirectory(this.#root, path), settable)
  }

  /** The copy manager takes every device that is opened. */
  #adopt(device: ByteString): void {
    const luns = 'targets/copy_manager/copy_manager_tgt/luns'
    const directory = nodeAt(this.#root, luns)
    if (directory?.type !== 'dir') return
    const numbers = [...directory.entries.keys()].map(Number).filter(Number.isInteger)
    this.#link(`${luns}/${Math.max(-1, ...numbers) + 1}/device`, `/devices/${device}`)
  }

  #link(path: ByteString, target: ByteString): void {
    const slash = path.lastIndexOf('/')
    makeDirectory(this.#root, path.slice(0, slash)).entries.set(path.slice(slash + 1), {
      type: 'link',
      mode: 0o777,
      target,
    })
  }

  /** A closed device leaves its handler, its LUNs and its device group; a target its target groups. */
  #removeWithLinks(path: ByteString): void {
    this.#remove(path)
    forEachDirectory(this.#root, (directory) => {
      for (const [name, entry] of directory.entries) {
        if (leadsTo(entry, path)) directory.entries.delete(name)
        else if (entry.type === 'dir' && leadsTo(entry.entries.get('device'), path))
          directory.entries.delete(name)
      }
    })
  }

  #remove(path: ByteString): void {
    const slash = path.lastIndexOf('/')
    const parent = nodeAt(this.#root, path.slice(0, slash))
    if (parent?.type === 'dir') (parent as Directory).entries.delete(path.slice(slash + 1))
  }

  #clear(path: ByteString): void {
    const directory = nodeAt(this.#root, path)
    if (directory?.type !== 'dir') return
    for (const name of directory.entries.keys())
      if (name !== 'mgmt') (directory as Directory).entries.delete(name)
  }

  #value(path: ByteString, text: ByteString): void {
    const slash = path.lastIndexOf('/')
    const parent = nodeAt(this.#root, path.slice(0, slash))
    const old = parent?.type === 'dir' ? parent.entries.get(path.slice(slash + 1)) : undefined
    if (parent?.type !== 'dir' || old?.type !== 'file') return
    const content = text.endsWith('\n') ? text : `${text}\n`
    ;(parent as Directory).entries.set(path.slice(slash + 1), { type: 'file', mode: old.mode, content })
  }
}

/** Ends steps that a run would not go on with. */
class Stopped extends Error {}

const FORCE_CLOSE = '/force_close'

const closable = (sessions: ReadonlyMap<ByteString, AttributeTable>): ByteString[] =>
  [...sessions].flatMap(([name, figures]) => (figures.has('force_close') ? [name] : []))

interface Directory extends DirectoryNode {
  readonly entries: Map<ByteString, Node>
}

const clone = (directory: DirectoryNode): Directory => ({
  ...directory,
  entries: new Map(
    [...directory.entries].map(([name, node]) => [name, node.type === 'dir' ? clone(node) : node]),
  ),
})

function makeDirectory(root: Directory, path: ByteString): Directory {
  let directory = root
  for (const name of path.split('/')) {
    const next = directory.entries.get(name)
    if (next?.type === 'dir') {
      directory = next as Directory
      continue
    }
    const made: Directory = { type: 'dir', mode: 0o755, entries: new Map() }
    directory.entries.set(name, made)
    directory = made
  }
  return directory
}

function forEachDirectory(directory: Directory, visit: (directory: Directory) => void): void {
  visit(directory)
  for (const entry of directory.entries.values())
    if (entry.type === 'dir') forEachDirectory(entry as Directory, visit)
}

const leadsTo = (node: Node | undefined, path: ByteString): boolean =>
  node?.type === 'link' && node.target.endsWith(`/${path}`)

/** What could be set below a directory, by where it is. */
function settableBelow(directory: ByteString): ReadonlySet<ByteString> | undefined {
  const [top = '', driver = ''] = directory.split('/')
  if (directory.endsWith('/ini_groups')) return settableIn('GROUP', driver)
  if (directory.endsWith('/target_groups')) return settableIn('TARGET_GROUP', '')
  return top === 'device_groups' && !directory.includes('/') ? settableIn('DEVICE_GROUP', '') : undefined
}

/** Bad attributes given for a LUN. */
const BAD_LUN_ATTRIBUTES = 97

/** Every attribute that is known is there, settable, and has no value yet. */
class AssumedTable extends Map<ByteString, Attribute> {
  readonly #known: ReadonlySet<ByteString> | undefined

  constructor(known: ReadonlySet<ByteString> | undefined) {
    super()
    this.#known = known
  }

  override has(name: ByteString): boolean {
    return this.#known?.has(name) ?? true
  }

  override get(name: ByteString): Attribute | undefined {
    return this.has(name) ? { isStatic: false, value: undefined, keys: NO_KEYS } : undefined
  }
}
