import type { Scst } from '../core/scst.ts'
import type { Outcome } from '../core/work-queue.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import { quoted, type Reader } from '../lib/readers.ts'
import { negativeErrno, Refusal } from '../lib/refusal.ts'

/** How an object of type T shows as a file. Nothing is cached: every read asks the object. */
export interface Attribute<T> {
  /** Permission bits; a file opens for what its owner may do. */
  readonly mode: number
  /** The whole content. */
  readonly show?: (object: T) => ByteString
  /** Takes one write; refuses with a `Refusal` or a system error. */
  readonly store?: (object: T, text: ByteString) => Stored
  /** What is written is bytes, not text that a NUL byte ends. */
  readonly binary?: boolean
}

export type Attributes<T> = Readonly<Record<ByteString, Attribute<T>>>

/** Done, done when the promise resolves, or work that takes its turn with the other changes. */
export type Stored = Promise<void> | Queued | undefined | void

/** A change that runs in turn and leaves its result in `last_sysfs_mgmt_res`. */
export class Queued {
  readonly work: () => Outcome | Promise<Outcome>

  constructor(work: () => Outcome | Promise<Outcome>) {
    this.work = work
  }
}

/** How a value line ends: the core's, or the daemon's answer with one newline more behind a `[key]`. */
type Form = 'core' | 'daemon'

/** A value and its mark. Only what differs from the default, or was set by hand, is a key. */
export const valueLine = (
  value: ByteString | number | bigint,
  isKey: boolean,
  form: Form = 'core',
): ByteString => {
  if (!isKey) return `${value}\n`
  return form === 'core' ? `${value}\n[key]\n` : `${value}\n[key]\n\n`
}

/** Settings that the daemon answers with an empty line behind them, marked or not. */
export const daemonLine = (text: ByteString, isKey: boolean): ByteString =>
  isKey ? valueLine(text, true, 'daemon') : `${text}\n\n`

/** A value line that cannot be written. */
export const fixed = <T>(
  get: (object: T) => ByteString | number | bigint,
  isKey: (object: T) => boolean = () => false,
): Attribute<T> => ({ mode: 0o444, show: (object) => valueLine(get(object), isKey(object)) })

/** Another object's attribute, shown as the object's own. */
export const attributeOf = <T, U>(
  other: (object: T) => U,
  { show, store, ...rest }: Attribute<U>,
): Attribute<T> => ({
  ...rest,
  ...(show && { show: (object: T) => show(other(object)) }),
  ...(store && { store: (object: T, text: ByteString) => store(other(object), text) }),
})

/** Exactly this content, read-only. */
export const content = <T>(show: (object: T) => ByteString): Attribute<T> => ({ mode: 0o444, show })

/** A file that can only be written; what is written does not matter. */
export const trigger = <T>(store: (object: T) => Stored): Attribute<T> => ({ mode: 0o200, store })

/** One writable value: where it is kept, how it is read from text and shown. */
export interface Row<T, V> {
  readonly read: (text: ByteString, object: T) => V
  readonly get: (object: T) => V
  readonly set: (object: T, value: V) => Stored
  readonly print?: (value: V, object: T) => ByteString | number | bigint
  /** Never when absent. */
  readonly isKey?: (value: V, object: T) => boolean
}

export const value = <T, V>(row: Row<T, V>): Attribute<T> => {
  const print = row.print ?? printed
  return {
    mode: 0o644,
    show: (object) => {
      const now = row.get(object)
      return valueLine(print(now, object), row.isKey?.(now, object) ?? false)
    },
    store: (object, text) => row.set(object, row.read(text, object)),
  }
}

const printed = (value: unknown): ByteString => {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return String(value)
}

/** For values that are keys when they differ from a fixed default. */
export const unless =
  <V>(initial: V) =>
  (value: V): boolean =>
    value !== initial

/** Only when it is on. */
export const whenOn = (value: boolean): boolean => value

/** 0 or 1 by a reader of whole numbers; every other number is EINVAL. */
export const zeroOrOne =
  (read: Reader<bigint>): Reader<boolean> =>
  (text) => {
    const number = read(text)
    if (number !== 0n && number !== 1n) throw new Refusal('EINVAL')
    return number === 1n
  }

/** 0 is off, every other number on. */
export const nonZero =
  (read: Reader<bigint>): Reader<boolean> =>
  (text) =>
    read(text) !== 0n

/** A reader that also says in the log what it could not read: `kstrtoul() for abc\x0a failed: -22`. */
export const complaining =
  <V>(read: Reader<V>, log: Log, complaint: (text: ByteString, errno: number) => ByteString): Reader<V> =>
  (text) => {
    try {
      return read(text)
    } catch (error) {
      log.error(complaint(quoted(text), negativeErrno(error)))
      throw error
    }
  }

/** SCST's usual complaint about a number, by the name of the kernel function that found the fault. */
export const numberOf =
  <V>(read: Reader<V>, name: 'kstrtol' | 'kstrtoul') =>
  (text: ByteString, { scst: { log } }: { readonly scst: Scst }): V =>
    complaining(read, log, (shown, errno) => `${name}() for ${shown} failed: ${errno} `)(text)
