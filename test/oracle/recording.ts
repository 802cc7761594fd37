import { readFileSync } from 'node:fs'
import { type ByteString, fromBuffer } from '../../src/lib/bytes.ts'

/**
 * Recorded text as bytes. The recorder wrote bytes that are no UTF-8 as lone surrogates DC80–DCFF, one for each byte
 * (PEP 383).
 */
export function recordedBytes(text: string): ByteString {
  const parts: Buffer[] = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    parts.push(
      code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, 'utf8'),
    )
  }
  return fromBuffer(Buffer.concat(parts))
}

export function readJson<T>(file: string): T {
  return bytesThroughout(JSON.parse(readFileSync(file, 'utf8'))) as T
}

/** One JSON document a line. */
export function readJsonLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => bytesThroughout(JSON.parse(line)) as T)
}

export const readText = (file: string): ByteString => fromBuffer(readFileSync(file))

function bytesThroughout(value: unknown): unknown {
  if (typeof value === 'string') return recordedBytes(value)
  if (Array.isArray(value)) return value.map(bytesThroughout)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [recordedBytes(key), bytesThroughout(inner)]),
  )
}

/** A node of a recorded tree. */
export interface RecordedNode {
  readonly path: ByteString
  readonly type: 'dir' | 'file' | 'link'
  readonly mode: string
  readonly content?: ByteString | null
  readonly error?: string
  readonly target?: ByteString
}

export interface RecordedTreeDiff {
  readonly added?: readonly RecordedNode[]
  readonly changed?: readonly {
    readonly path: ByteString
    readonly from: ByteString
    readonly to: ByteString
  }[]
  readonly removed?: readonly ByteString[]
}

/** What a command said and did. */
export interface RecordedRun {
  readonly argv: readonly ByteString[]
  readonly stdin: ByteString | null
  readonly exit: number
  readonly stdout: ByteString
  readonly stderr: ByteString
  readonly tree_diff?: RecordedTreeDiff
  readonly written?: ByteString | null
  readonly unstable?: string
}

/** Where the recorded trees were mounted. */
export const ROOT = '/sys/kernel/scst_tgt'
