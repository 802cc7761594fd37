import type { ByteString } from '../lib/bytes.ts'
import type { EntryType } from '../sysfs/sysfs.ts'
import { ROOT_NODE } from './messages.ts'

interface Node {
  readonly path: ByteString
  readonly key: string
  /** References that the kernel holds. */
  lookups: number
}

/** The numbers by which the kernel knows paths. */
export class Nodes {
  readonly #nodes = new Map<number, Node>([[ROOT_NODE, { path: '', key: '', lookups: 1 }]])
  readonly #byKey = new Map<string, number>()
  #last = ROOT_NODE

  /** Undefined for a number that was forgotten. */
  path(id: number): ByteString | undefined {
    return this.#nodes.get(id)?.path
  }

  /** One more reference. What comes back at a path as another type is another node. */
  lookup(path: ByteString, type: EntryType): number {
    const key = `${type} ${path}`
    const known = this.#byKey.get(key)
    if (known !== undefined) {
      this.#nodes.get(known)!.lookups++
      return known
    }
    const id = ++this.#last
    this.#nodes.set(id, { path, key, lookups: 1 })
    this.#byKey.set(key, id)
    return id
  }

  forget(id: number, lookups: number): void {
    const node = this.#nodes.get(id)
    if (!node || id === ROOT_NODE) return
    node.lookups -= lookups
    if (node.lookups > 0) return
    this.#nodes.delete(id)
    this.#byKey.delete(node.key)
  }

  /** Without the root. */
  get size(): number {
    return this.#byKey.size
  }
}
