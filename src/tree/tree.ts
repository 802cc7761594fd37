import type { Scst } from '../core/scst.ts'
import type { Turn } from '../core/work-queue.ts'
import type { ByteString } from '../lib/bytes.ts'
import { negativeErrno } from '../lib/refusal.ts'
import type { Selection, Write, WriteResult } from '../sysfs/sysfs.ts'
import { type Entry, type Node, PAGE, type Stage, type Stat, type Sysfs, SysfsError } from '../sysfs/sysfs.ts'
import { writeEach } from '../sysfs/write-each.ts'
import { Queued, type Stored } from './attribute.ts'
import { directory } from './directory.ts'
import { DIRECTORY_MODE, type DirectoryPlace, failure, LINK_MODE, type Place } from './place.ts'
import { root } from './root.ts'

/** Links followed on one way, as Linux. */
const MAX_LINKS = 40

/** SCST's objects as the management tree. Reads see the objects as they are; nothing is kept between calls. */
export class Tree implements Sysfs {
  readonly #scst: Scst
  readonly #root: DirectoryPlace

  constructor(scst: Scst) {
    this.#scst = scst
    this.#root = directory(root, scst)
  }

  async list(path: ByteString): Promise<Entry[]> {
    const place = this.#find(path)
    if (place.type !== 'dir') throw new SysfsError('ENOTDIR', path, 'open')
    return Array.from(place.entries(), ([name, { type }]) => ({ name, type }))
  }

  async stat(path: ByteString): Promise<Stat> {
    const place = this.#find(path, 'stay')
    if (place.type === 'file') return { type: 'file', mode: place.mode }
    return { type: place.type, mode: place.type === 'dir' ? DIRECTORY_MODE : LINK_MODE }
  }

  async read(path: ByteString): Promise<ByteString> {
    const place = this.#find(path)
    if (place.type !== 'file') throw new SysfsError('EISDIR', path, 'read')
    return place.read(path)
  }

  async readlink(path: ByteString): Promise<ByteString> {
    const place = this.#find(path, 'stay')
    if (place.type !== 'link') throw new SysfsError('EINVAL', path, 'read')
    return place.target
  }

  write(path: ByteString, text: ByteString): Promise<void> {
    return this.#write({ path, text }, this.#scst.queue)
  }

  /** One page is one command, as sysfs takes it: what is longer is more than one. */
  async #write({ path, text }: Write, turn: Turn): Promise<void> {
    const place = this.#find(path)
    if (place.type !== 'file') throw new SysfsError('EISDIR', path, 'open')
    if (!place.canWrite()) throw new SysfsError('EACCES', path, 'open')
    for (let start = 0; start < text.length; start += PAGE) {
      try {
        await this.#perform(place.write(text.slice(start, start + PAGE)), turn)
      } catch (error) {
        throw failure(error, path, 'write')
      }
    }
  }

  async snapshot(path: ByteString, selection?: Selection): Promise<Node> {
    const place = this.#find(path)
    const { stackTraceLimit } = Error
    // Entries that cannot be read carry their error: thousands of stacks that nobody looks at.
    Error.stackTraceLimit = 0
    try {
      return place.snapshot(path, selection && new Set(selection.attributes))
    } finally {
      Error.stackTraceLimit = stackTraceLimit
    }
  }

  batch(writes: readonly Write[], options: { stopOnError: boolean }): Promise<WriteResult[]> {
    return this.#scst.queue.together((turn) =>
      writeEach(writes, options, (write) => this.#write(write, turn)),
    )
  }

  async #perform(stored: Stored, turn: Turn): Promise<void> {
    if (!(stored instanceof Queued)) return stored && turn.waitFor(stored)
    try {
      await turn.run(stored.work)
      this.#scst.lastResult = 0
    } catch (error) {
      this.#scst.lastResult = negativeErrno(error)
      throw error
    }
  }

  /** Walks as the kernel does: links on the way are followed, the last one unless it is itself asked for. */
  #find(path: ByteString, last: 'follow' | 'stay' = 'follow'): Place {
    const names = path.split('/').reverse()
    const above: DirectoryPlace[] = [this.#root]
    let place: Place = this.#root
    let links = 0
    while (names.length > 0) {
      const name = names.pop()!
      if (name === '' || name === '.') continue
      if (place.type !== 'dir') throw lookup('ENOTDIR', path)
      if (name === '..') {
        if (above.length > 1) above.pop()
        place = above.at(-1)!
        continue
      }
      const entry: Place | undefined = place.entry(name)
      if (!entry) throw lookup(name.length > 255 ? 'ENAMETOOLONG' : 'ENOENT', path)
      if (entry.type === 'link' && (names.length > 0 || last === 'follow')) {
        if (++links > MAX_LINKS) throw lookup('ELOOP', path)
        names.push(...entry.target.split('/').reverse())
        continue
      }
      place = entry
      if (place.type === 'dir') above.push(place)
    }
    return place
  }
}

const lookup = (code: string, path: ByteString, stage: Stage = 'lookup'): SysfsError =>
  new SysfsError(code, path, stage)
