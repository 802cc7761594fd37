import type { ByteString } from '../lib/bytes.ts'
import { sysfsHash } from '../lib/sysfs-order.ts'
import type { Node } from '../sysfs/sysfs.ts'
import { isMarked } from '../sysfs/text.ts'
import type { Attribute, Attributes } from './attribute.ts'
import { DIRECTORY_MODE, type DirectoryPlace, file, type Place, snapshotFile } from './place.ts'

/** How an object of type T shows as a directory: files that are always there, and entries that come and go. */
export interface Directory<T> {
  readonly attributes: Attributes<T>
  readonly children?: readonly Children<T>[]
}

/** Entries that depend on the object. `find` answers what `all` lists under the name. */
export interface Children<T> {
  all(object: T): Iterable<readonly [ByteString, Place]>
  find(object: T, name: ByteString): Place | undefined
}

/** A name as an entry's: `/` cannot stand in one. */
export const entryName = (name: ByteString): ByteString =>
  name.includes('/') ? name.replaceAll('/', '!') : name

/** Under that name a directory would show what it already shows: one of its files, or another object. */
export const collides = (
  name: ByteString,
  present: ReadonlyMap<ByteString, unknown>,
  files: readonly ByteString[],
): boolean => {
  const entry = entryName(name)
  if (files.includes(entry)) return true
  if (!entry.includes('!')) return false
  return [...present.keys()].some((other) => other !== name && entryName(other) === entry)
}

/** Directories that every object of the kind has. */
export const subdirectories = <T>(
  places: Readonly<Record<ByteString, (object: T) => Place>>,
): Children<T> => ({
  *all(object) {
    for (const [name, place] of Object.entries(places)) yield [name, place(object)]
  },
  find: (object, name) => (Object.hasOwn(places, name) ? places[name]!(object) : undefined),
})

/** A map, as far as it shows: what stands under a name, and everything in order. */
export interface Named<M> extends Iterable<readonly [ByteString, M]> {
  get(name: ByteString): M | undefined
}

/** Names that are all there is to their members. */
export const bareNames = (names: ReadonlySet<ByteString>): Named<ByteString> => ({
  get: (name) => (names.has(name) ? name : undefined),
  [Symbol.iterator]: () => names.entries(),
})

/** One entry for each member of a map, under its name; found without a walk unless its name has a `/`. */
export const members = <T, M>(
  map: (object: T) => Named<M>,
  place: (member: M, object: T, name: ByteString) => Place,
): Children<T> => ({
  *all(object) {
    for (const [name, member] of map(object)) yield [entryName(name), place(member, object, name)]
  },
  find(object, name) {
    const all = map(object)
    const member = all.get(name)
    if (member !== undefined && !name.includes('/')) return place(member, object, name)
    if (!name.includes('!')) return undefined
    for (const [key, other] of all) if (entryName(key) === name) return place(other, object, key)
    return undefined
  },
})

/** A few entries, made anew each time. */
export const listed = <T>(all: (object: T) => Iterable<readonly [ByteString, Place]>): Children<T> => ({
  all,
  find(object, name) {
    for (const [present, place] of all(object)) if (present === name) return place
    return undefined
  },
})

/** The object as a directory. */
export const directory = <T>(kind: Directory<T>, object: T): DirectoryPlace =>
  new ObjectDirectory(kind, object)

class ObjectDirectory<T> implements DirectoryPlace {
  readonly type = 'dir'
  readonly #kind: Directory<T>
  readonly #object: T

  constructor(kind: Directory<T>, object: T) {
    this.#kind = kind
    this.#object = object
  }

  *entries(): Iterable<readonly [ByteString, Place]> {
    for (const { name, attribute, place } of this.#ordered()) {
      yield [name, place ?? file(attribute!, this.#object)]
    }
  }

  entry(name: ByteString): Place | undefined {
    const { attributes, children = [] } = this.#kind
    if (Object.hasOwn(attributes, name)) return file(attributes[name]!, this.#object)
    for (const group of children) {
      const place = group.find(this.#object, name)
      if (place) return place
    }
    return undefined
  }

  snapshot(path: ByteString, names?: ReadonlySet<ByteString>): Node {
    const entries = new Map<ByteString, Node>()
    const prefix = path === '' ? '' : `${path}/`
    for (const { name, attribute, place } of this.#ordered()) {
      const at = prefix + name
      if (place) {
        entries.set(name, place.snapshot(at, names))
        continue
      }
      const file = snapshotFile(attribute!, this.#object, at)
      if (!names || names.has(name) || isMarked(file.content ?? '')) entries.set(name, file)
    }
    return { type: 'dir', mode: DIRECTORY_MODE, entries }
  }

  /** The kernel's order: fixed for the attributes, so only the rest is sorted and woven in. */
  #ordered(): readonly Ordered<T>[] {
    const fixed = inOrder(this.#kind.attributes)
    const { children = [] } = this.#kind
    const others: Ordered<T>[] = []
    for (const group of children) {
      for (const [name, place] of group.all(this.#object)) others.push({ name, hash: sysfsHash(name), place })
    }
    if (others.length === 0) return fixed
    others.sort(byHash)
    return woven(fixed, others)
  }
}

interface Ordered<T> extends Hashed {
  readonly attribute?: Attribute<T>
  readonly place?: Place
}

interface Hashed {
  readonly name: ByteString
  readonly hash: number
}

const byHash = (a: Hashed, b: Hashed): number => a.hash - b.hash || (a.name < b.name ? -1 : 1)

const orders = new WeakMap<object, readonly Ordered<never>[]>()

const inOrder = <T>(attributes: Attributes<T>): readonly Ordered<T>[] => {
  const known = orders.get(attributes)
  if (known) return known as readonly Ordered<T>[]
  const sorted = Object.entries(attributes)
    .map(([name, attribute]) => ({ name, hash: sysfsHash(name), attribute }))
    .sort(byHash)
  orders.set(attributes, sorted as readonly Ordered<never>[])
  return sorted
}

const woven = <T>(a: readonly Ordered<T>[], b: readonly Ordered<T>[]): readonly Ordered<T>[] => {
  const all: Ordered<T>[] = []
  let i = 0
  for (const item of b) {
    while (i < a.length && byHash(a[i]!, item) < 0) all.push(a[i++]!)
    all.push(item)
  }
  while (i < a.length) all.push(a[i++]!)
  return all
}
