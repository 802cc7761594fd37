import type { ByteString } from '../lib/bytes.ts'

/**
 * The management contract: SCST's sysfs tree. The live tree, the socket client, a mount and a kernel's
 * directory answer it alike. Paths are relative to the root (`targets/iscsi/enabled`, '' is the root).
 */
export interface Sysfs {
  /** Entries of a directory, in its own order. */
  list(path: ByteString): Promise<Entry[]>
  stat(path: ByteString): Promise<Stat>
  /** The whole content. */
  read(path: ByteString): Promise<ByteString>
  readlink(path: ByteString): Promise<ByteString>
  /** One write(2): one command or one value. Resolves with the final result, never EAGAIN. */
  write(path: ByteString, text: ByteString): Promise<void>
  /** A whole subtree at one moment (the socket answers in one round trip, a directory by walking). */
  snapshot(path: ByteString, selection?: Selection): Promise<Node>
  /** Writes in order, where the carrier can do that in one round trip and one turn. */
  batch?(writes: readonly Write[], options: { stopOnError: boolean }): Promise<WriteResult[]>
  /** Gives the carrier back (a socket is closed). */
  close?(): void
  /** Resolves with the reason when the carrier is lost: nothing can be had from it any more. */
  readonly lost?: Promise<Error>
}

/** Attributes at their defaults may be left out of a snapshot, but for those of these names. */
export interface Selection {
  readonly attributes: readonly ByteString[]
}

/** Bytes of a page: one write or read takes no more, and every file looks that large. */
export const PAGE = 4096

export type EntryType = 'dir' | 'file' | 'link'

export interface Entry {
  readonly name: ByteString
  readonly type: EntryType
}

export interface Stat {
  readonly type: EntryType
  /** Permission bits, such as 0o644. */
  readonly mode: number
}

export interface Write {
  readonly path: ByteString
  readonly text: ByteString
}

/** undefined: done; writes behind the first error of a stopped batch have no result at all. */
export type WriteResult = SysfsError | undefined

export type Node = DirectoryNode | FileNode | LinkNode

export interface DirectoryNode {
  readonly type: 'dir'
  readonly mode: number
  readonly entries: ReadonlyMap<ByteString, Node>
}

export interface FileNode {
  readonly type: 'file'
  readonly mode: number
  /** Absent when reading fails; then `error` says why. */
  readonly content?: ByteString
  readonly error?: SysfsError
}

export interface LinkNode {
  readonly type: 'link'
  readonly mode: number
  readonly target: ByteString
}

/** What an operation on the tree was doing when it failed: a file opens before it is read or written. */
export type Stage = 'lookup' | 'open' | 'read' | 'write'

/** The only error of the contract; crosses socket and mount unchanged. */
export class SysfsError extends Error {
  /** Name of the error number, such as `EINVAL` or `EBADSLT`. */
  readonly code: string
  readonly path: ByteString
  readonly stage: Stage

  constructor(code: string, path: ByteString, stage: Stage, options?: { cause?: unknown }) {
    super(`${code}: ${stage} ${path}`, options)
    this.name = 'SysfsError'
    this.code = code
    this.path = path
    this.stage = stage
  }
}
