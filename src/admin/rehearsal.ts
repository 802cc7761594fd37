import type { ByteString } from '../lib/bytes.ts'
import type { DirectoryNode, Node } from '../sysfs/sysfs.ts'
import { type Attribute, type AttributeTable, NO_KEYS } from './attributes.ts'
import { nodeAt } from './node-path.ts'
import { pathOf } from './object.ts'
import type { Operation } from './operation.ts'
import { Running } from './running.ts'
import type { Step } from './step.ts'

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
  /** Objects that only the rehearsal made; nothing is known of their attributes. */
  readonly #created = new WeakSet<Node>()

  constructor(running: Running) {
    this.#root = clone(running.root)
  }

  readonly perform = (step: Step): unknown => {
    switch (step.kind) {
      case 'say':
        // Progress lines show as their operations, and sums are the reader's to make.
        if (/\n$/.test(step.text) && !/^(done\.|\t-> Done, )/.test(step.text)) this.remarks.push(step.text)
        return
      case 'warn':
      case 'fail':
      case 'abort':
        this.remarks.push(step.text)
        return
      case 'write':
        return this.#write(step.operation)
      case 'queue':
        this.#queued += 1
        return this.#write(step.operation)
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

  #look({ ref }: Step & { kind: 'look' }): AttributeTable {
    const node = nodeAt(this.#root, pathOf(ref))
    return node && this.#created.has(node) ? new AssumedTable() : new Running(this.#root).attributes(ref)
  }

  #firstLine(path: ByteString): ByteString | undefined {
    const object = nodeAt(this.#root, path.slice(0, path.lastIndexOf('/')))
    return object && this.#created.has(object) ? '' : new Running(this.#root).firstLine(path)
  }

  #write(operation: Operation): number {
    this.operations.push(operation)
    this.suppose(operation)
    return 0
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
        this.#create(`devices/${first}`)
        this.#link(`${directory}/${first}`, `../../devices/${first}`)
        return
      case 'del_device':
        this.#removeDevice(first)
        return
      case 'add_target':
        this.#create(`${directory}/${first}`)
        return
      case 'create':
      case 'add':
        if (isLuns) this.#link(`${directory}/${second}/device`, `/devices/${first}`)
        else this.#create(`${directory}/${first}`)
        return
      case 'replace':
        this.#link(`${directory}/${second}/device`, `/devices/${first}`)
        return
      case 'move':
        this.#remove(`${directory}/${first}`)
        this.#create(`${directory.replace(/[^/]+\/initiators$/, `${second}/initiators`)}/${first}`)
        return
      case 'del':
      case 'del_target':
        this.#remove(`${directory}/${first}`)
        return
      case 'clear':
        this.#clear(directory)
        return
    }
  }

  #create(path: ByteString): void {
    this.#created.add(makeDirectory(this.#root, path))
  }

  #link(path: ByteString, target: ByteString): void {
    const slash = path.lastIndexOf('/')
    makeDirectory(this.#root, path.slice(0, slash)).entries.set(path.slice(slash + 1), {
      type: 'link',
      mode: 0o777,
      target,
    })
  }

  /** A closed device leaves its handler, its LUNs and its device group. */
  #removeDevice(device: ByteString): void {
    this.#remove(`devices/${device}`)
    forEachDirectory(this.#root, (directory) => {
      for (const [name, entry] of directory.entries) {
        if (leadsTo(entry, device)) directory.entries.delete(name)
        else if (entry.type === 'dir' && leadsTo(entry.entries.get('device'), device))
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

const leadsTo = (node: Node | undefined, device: ByteString): boolean =>
  node?.type === 'link' && node.target.endsWith(`/devices/${device}`)

/** Every attribute is there, settable, and has no value yet. */
class AssumedTable extends Map<ByteString, Attribute> {
  override has(): boolean {
    return true
  }

  override get(): Attribute {
    return { isStatic: false, value: undefined, keys: NO_KEYS }
  }
}
