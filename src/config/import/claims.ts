import type { ByteString } from '../../lib/bytes.ts'
import type { Outcome, Place, Report } from './report.ts'

/** What was said of a part of a device before all of it was known. */
export interface Claim {
  readonly place: Place
  readonly outcome: Outcome
}

/** `ATTRIBUTE VALUE`, as a row says what is written. */
const attribute = /^([a-z0-9]+(?:_[a-z0-9]+)+|blocksize|removable|active|async|rotational|size|usn) (.+)$/

/** Takes back what is not written: another line, a read-only mark or the handler may have changed it. */
export const judgeClaims = (
  claims: readonly Claim[],
  written: ReadonlyMap<ByteString, ByteString>,
  report: Report,
): void => {
  for (const { place, outcome } of claims) {
    const [, name, value] = attribute.exec(outcome.became ?? '') ?? []
    if (name === undefined || written.get(name) === value) continue
    const now = written.get(name)
    const isForNobody = name === 'write_through' && written.get('read_only') === '1'
    const why =
      now !== undefined
        ? `${name} ${now} is written, as another line asks for it`
        : isForNobody
          ? 'nobody writes to the disk'
          : `nothing is written: the device cannot have ${name}`
    const verdict = isForNobody ? 'ignored-by-source-too' : 'mapped-lossy'
    report.rejudge(place, {
      verdict,
      severity: outcome.severity,
      why: [outcome.why, why].filter(Boolean).join('; '),
    })
  }
}
