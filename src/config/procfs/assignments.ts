import type { ByteString } from '../../lib/bytes.ts'
import { type LunConfigurations, newSection } from '../configuration.ts'
import type { Place, Report } from '../import/report.ts'
import { trimmed } from '../import/text.ts'
import { marksReadOnly } from './convert.ts'
import { unplaced } from './groups.ts'
import type { Entry } from './sections.ts'
import type { View } from './views.ts'

interface Lun {
  readonly place: Place
  readonly became: ByteString
  readonly isMarked: boolean
  readonly readOnly: boolean
}

/** `DEVICE device,lun[,READ_ONLY]` lines: what is written of each, and what of that is said. */
export class Assignments {
  readonly #report: Report
  /** How a device is shown; undefined: there is none of the name. */
  readonly #viewOf: (device: ByteString) => View | undefined
  /** By group and number. */
  readonly #luns = new Map<ByteString, Lun>()

  constructor(report: Report, viewOf: (device: ByteString) => View | undefined) {
    this.#report = report
    this.#viewOf = viewOf
  }

  /** `where`: the LUN maps that the line went into. */
  take({ arg, value, place }: Entry, where: readonly LunConfigurations[]): void {
    const [device = '', written = '', mark = ''] = value.split(',').map(trimmed)
    const isNumber = /^\d+$/.test(written) && Number(written) <= 16383
    const view = this.#viewOf(device)
    for (const luns of where) if (luns.get(written)?.has(device)) luns.delete(written)
    if (!view || !isNumber) {
      const why = isNumber
        ? `device ${device || '(no name)'} is not defined`
        : `${written || '(nothing)'} is no LUN number`
      this.#report.rejected(place, why)
      return
    }
    if (where.length === 0) {
      this.#report.unsupported(place, unplaced(arg), 'error')
      return
    }
    const lun = String(Number(written))
    const earlier = this.#luns.get(`${arg} ${lun}`)
    const isMarked = marksReadOnly(mark)
    const readOnly = isMarked || view.readOnly || earlier?.readOnly === true
    const attributes = new Map(readOnly ? [['read_only', ['1']]] : [])
    for (const luns of where) luns.set(lun, new Map([[view.device, newSection(attributes)]]))
    if (isMarked && !/^(?:READ_ONLY|RO|1|YES|TRUE)$/i.test(mark)) {
      this.#report.lossy(place, 'read_only 1', `${mark} is taken for a read-only mark, to be safe`, 'error')
    }
    if (earlier)
      this.#report.lossy(
        earlier.place,
        undefined,
        `a later line has LUN ${lun} of ${arg}, and the last counts`,
      )
    const became = `LUN ${lun} ${view.device}${readOnly ? ', read_only 1' : ''} of ${arg}`
    this.#luns.set(`${arg} ${lun}`, { place, became, isMarked, readOnly })
  }

  finish(): void {
    for (const { place, became, isMarked } of this.#luns.values())
      this.#report.mapped(place, became, isMarked ? 'the original converter drops the mark' : undefined)
  }
}
