import type { ByteString } from '../../lib/bytes.ts'
import type { Outcome, Place, Report } from './report.ts'

/** Keys of which the last statement that is taken counts: rows of the others no longer say that they do. */
export class LastCounts {
  readonly #places = new Map<ByteString, Place>()

  settle(key: ByteString, place: Place, outcome: Outcome, report: Report): void {
    report.settle(place, outcome)
    if (outcome.became === undefined) return
    const earlier = this.#places.get(key)
    if (earlier) report.rejudge(earlier, { verdict: 'ignored-by-source-too', why: 'the last one counts' })
    this.#places.set(key, place)
  }
}
