import type { ByteString } from '../lib/bytes.ts'
import { codeOf } from '../lib/refusal.ts'
import { type FileNode, type LinkNode, type Node, PAGE, SysfsError } from '../sysfs/sysfs.ts'
import type { Attribute, Stored } from './attribute.ts'

/** An entry of the tree at this moment. */
export type Place = DirectoryPlace | FilePlace | LinkPlace

export interface DirectoryPlace {
  readonly type: 'dir'
  /** In the order of its listing. */
  entries(): Iterable<readonly [ByteString, Place]>
  entry(name: ByteString): Place | undefined
  /** With names, attributes at their defaults are left out but for those. */
  snapshot(path: ByteString, names?: ReadonlySet<ByteString>): Node
}

export const DIRECTORY_MODE = 0o755
export const LINK_MODE = 0o777

class LinkPlace {
  readonly type = 'link'
  /** Relative, as the link's text. */
  readonly target: ByteString

  constructor(target: ByteString) {
    this.target = target
  }

  snapshot(): LinkNode {
    return { type: 'link', mode: LINK_MODE, target: this.target }
  }
}

/** An attribute of an object, with the object's type forgotten. */
export interface FilePlace {
  readonly type: 'file'
  readonly mode: number
  read(path: ByteString): ByteString
  write(text: ByteString): Stored
  canWrite(): boolean
  snapshot(path: ByteString): FileNode
}

export const file = <T>(attribute: Attribute<T>, object: T): FilePlace => ({
  type: 'file',
  mode: attribute.mode,
  read: (path) => readFile(attribute, object, path),
  write: (text) => attribute.store?.(object, attribute.binary ? text : cString(text)),
  canWrite: () => attribute.store !== undefined,
  snapshot: (path) => snapshotFile(attribute, object, path),
})

/** SCST's C does not see what stands behind a NUL byte. */
const cString = (text: ByteString): ByteString => text.split('\0', 1)[0]!

export const link = (target: ByteString): LinkPlace => new LinkPlace(target)

export function snapshotFile<T>(attribute: Attribute<T>, object: T, path: ByteString): FileNode {
  try {
    return { type: 'file', mode: attribute.mode, content: readFile(attribute, object, path) }
  } catch (error) {
    if (error instanceof SysfsError) return { type: 'file', mode: attribute.mode, error }
    throw error
  }
}

function readFile<T>({ show }: Attribute<T>, object: T, path: ByteString): ByteString {
  if (!show) throw new SysfsError('EACCES', path, 'open')
  try {
    const text = show(object)
    return text.length > PAGE ? text.slice(0, PAGE) : text
  } catch (error) {
    throw failure(error, path, 'read')
  }
}

/** What a rule or the system refused, as the contract's error; anything else is a fault of ours and passes. */
export const failure = (error: unknown, path: ByteString, stage: 'read' | 'write'): unknown => {
  const code = codeOf(error)
  return code === undefined ? error : new SysfsError(code, path, stage, { cause: error })
}
