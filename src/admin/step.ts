import type { ByteString } from '../lib/bytes.ts'
import type { AttributeTable } from './attributes.ts'
import { type Code, textOf } from './errors.ts'
import type { ObjectRef } from './object.ts'
import type { Operation } from './operation.ts'
import { ReadError } from './read-error.ts'
import type { Running } from './running.ts'

/**
 * What an operation wants done next. Operations are generators of steps and know no input or output: the same
 * steps are carried out, planned, or, after a failure, only listed.
 */
export type Step =
  | { readonly kind: 'say'; readonly text: ByteString }
  /** A WARNING block; the operation goes on. */
  | { readonly kind: 'warn'; readonly text: ByteString }
  /** FATAL, or with -cont_on_err one line. */
  | { readonly kind: 'fail'; readonly text: ByteString }
  /** FATAL, also with -cont_on_err. */
  | { readonly kind: 'abort'; readonly text: ByteString }
  /** Answers a code. */
  | { readonly kind: 'write'; readonly operation: Operation }
  /**
   * A write with its progress line whose result steers nothing: those that follow each other are done together,
   * before any other step. A failure is a `fail`.
   */
  | { readonly kind: 'queue'; readonly operation: Operation; readonly countsFailure: boolean }
  /** Answers how many changes the queued writes came to since the last time. */
  | { readonly kind: 'settle' }
  /** Answers the object's attributes as they are now, or throws `ReadError`. */
  | { readonly kind: 'look'; readonly ref: ObjectRef }
  /** Answers the first lines of files as they are now, undefined where there is none. */
  | { readonly kind: 'read'; readonly paths: readonly ByteString[] }
  /** Answers the names of a target's sessions that can be closed, or throws `ReadError`. */
  | { readonly kind: 'sessions'; readonly driver: ByteString; readonly target: ByteString }
  /** Reads everything again, with the banner line. Answers the new state. */
  | { readonly kind: 'collect' }
  | { readonly kind: 'pause'; readonly milliseconds: number }

export type Steps<T = void> = Generator<Step, T, unknown>

export function* say(text: ByteString): Steps {
  yield { kind: 'say', text }
}

export function* warn(text: ByteString): Steps {
  yield { kind: 'warn', text }
}

export function* fail(text: ByteString): Steps {
  yield { kind: 'fail', text }
}

export function* abort(text: ByteString): Steps {
  yield { kind: 'abort', text }
}

export function* write(operation: Operation): Steps<Code> {
  return (yield { kind: 'write', operation }) as Code
}

/** With its progress line, which says `done.` whatever comes of it. */
export function* attempt(operation: Operation): Steps<Code> {
  yield* say(`\t-> ${operation.says}: `)
  const code = yield* write(operation)
  yield* say('done.\n')
  return code
}

/** A failure ends the run, unless -cont_on_err is given. */
export function* must(operation: Operation): Steps<Code> {
  const code = yield* attempt(operation)
  yield* failWith(code)
  return code
}

/** A failure is a warning. */
export function* should(operation: Operation): Steps<Code> {
  const code = yield* attempt(operation)
  yield* warnWith(code)
  return code
}

export function* failWith(code: Code): Steps {
  const text = textOf(code)
  if (text !== undefined) yield* fail(text)
}

export function* warnWith(code: Code): Steps {
  const text = textOf(code)
  if (text !== undefined) yield* warn(text)
}

/** `must`, some time later. `countsFailure`: a failure that -cont_on_err lets pass is a change, too. */
export function* queue(operation: Operation, countsFailure: boolean): Steps {
  yield { kind: 'queue', operation, countsFailure }
}

/** The changes that queued writes made since the last time. */
export function* settle(): Steps<number> {
  return (yield { kind: 'settle' }) as number
}

export function* look(ref: ObjectRef): Steps<AttributeTable> {
  return (yield { kind: 'look', ref }) as AttributeTable
}

/** Whether the object is there now, whatever was read before. */
export function* isStillThere(ref: ObjectRef): Steps<boolean> {
  try {
    yield* look(ref)
    return true
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return false
  }
}

export function* read(paths: readonly ByteString[]): Steps<(ByteString | undefined)[]> {
  return (yield { kind: 'read', paths }) as (ByteString | undefined)[]
}

export function* sessionsOf(driver: ByteString, target: ByteString): Steps<ByteString[]> {
  return (yield { kind: 'sessions', driver, target }) as ByteString[]
}

export function* collect(): Steps<Running> {
  return (yield { kind: 'collect' }) as Running
}

export function* pause(milliseconds: number): Steps {
  yield { kind: 'pause', milliseconds }
}
