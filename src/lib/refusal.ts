import type { ByteString } from './bytes.ts'
import { errnoNumber, errnoOf } from './errno.ts'
import type { Log } from './log.ts'

/** A request that the rules of SCST's objects do not allow, with the name of the error number it is refused with. */
export class Refusal extends Error {
  /** Such as `EINVAL` or `EBADSLT`. */
  readonly code: string

  constructor(code: string, text: string = code, options?: { cause?: unknown }) {
    super(text, options)
    this.name = 'Refusal'
    this.code = code
  }
}

/** Says why in the log, and refuses. */
export function refuse(log: Log, code: string, text: ByteString): never {
  log.error(text)
  throw new Refusal(code, text)
}

/** The error number's name in what a rule or the system refused; undefined for a fault of ours. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Refusal ? error.code : errnoOf(error)

/** As the kernel answers and logs it: -2 for ENOENT. */
export const negativeErrno = (error: unknown): number => -errnoNumber(codeOf(error) ?? 'EIO')!
