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
