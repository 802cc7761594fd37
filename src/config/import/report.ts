import type { ByteString } from '../../lib/bytes.ts'
import type { Diagnostic, Range } from '../diagnostic.ts'
import { joinedLines, span } from './lines.ts'
import { Guard, Secrets } from './secrets.ts'
import { trimmed } from './text.ts'

/** What became of a part of a foreign file, from best to worst in `verdicts`. */
export type Verdict =
  | 'ignored-by-source-too'
  | 'mapped'
  | 'default-made-explicit'
  | 'mapped-lossy'
  | 'unsupported'
  | 'rejected'

export type Severity = 'info' | 'warning' | 'error'

/** The worst one of a line is the line's verdict. */
const verdicts: readonly Verdict[] = [
  'ignored-by-source-too',
  'mapped',
  'default-made-explicit',
  'mapped-lossy',
  'unsupported',
  'rejected',
]
const severities: readonly Severity[] = ['info', 'warning', 'error']

export interface Place {
  readonly file: ByteString
  readonly range: Range
}

/** A file as it was read. */
export interface Source {
  readonly file: ByteString
  readonly text: ByteString
  /** It began with a byte order mark, which is left out of `text`. */
  readonly isMarked?: boolean
}

/** One input line, or several that the grammar joins into one. */
export interface Row {
  readonly file: ByteString
  readonly line: number
  readonly lastLine: number
  /** The line itself, secrets masked. */
  readonly text: ByteString
  readonly verdict: Verdict
  readonly severity: Severity
  readonly became: readonly ByteString[]
  readonly why: readonly ByteString[]
}

interface Finding {
  readonly place: Place
  readonly verdict: Verdict
  readonly severity: Severity
  readonly became: ByteString | undefined
  readonly why: ByteString | undefined
}

/** More about a finding than its verdict; `severity` defaults to what the verdict deserves. */
export interface Remark {
  readonly became?: ByteString | undefined
  readonly why?: ByteString | undefined
  readonly severity?: Severity | undefined
}

export interface Outcome extends Remark {
  readonly verdict: Verdict
}

/** Accounts for every line of the files read. Secrets never leave it: `secret` marks their places. */
export class Report {
  readonly #sources: Source[] = []
  readonly #findings: Finding[] = []
  readonly #syntax: Place[] = []
  readonly #secrets = new Secrets()
  readonly #judged = new Set<Place>()
  readonly #undone = new Set<Place>()
  /** Findings before these no longer count. */
  readonly #rejudged = new Map<Place, number>()
  readonly #plain = new Set<Place>()
  readonly #understood = new Set<ByteString>()
  /** Facts about the whole, on no line of their own. */
  readonly notes: ByteString[] = []

  read(source: Source): void {
    this.#sources.push(source)
    if (!source.isMarked) return
    const place = { file: source.file, range: span(1, 1, 1) }
    this.warn(
      place,
      'the file begins with a byte order mark, which the old target takes for text; it is left out',
    )
  }

  judge(place: Place, verdict: Verdict, remark: Remark = {}): void {
    const severity = remark.severity ?? severityOf(verdict)
    this.#judged.add(place)
    this.#findings.push({ place, verdict, severity, became: remark.became, why: remark.why })
  }

  settle(place: Place, outcome: Outcome): void {
    this.judge(place, outcome.verdict, outcome)
  }

  mapped(place: Place, became: ByteString, why?: ByteString): void {
    this.judge(place, 'mapped', { became, why })
  }

  /** Read otherwise than the source did, in the way that was meant. */
  warn(place: Place, why: ByteString): void {
    this.judge(place, 'mapped', { why, severity: 'warning' })
  }

  lossy(place: Place, became: ByteString | undefined, why: ByteString, severity?: Severity): void {
    this.judge(place, 'mapped-lossy', { became, why, severity })
  }

  madeExplicit(place: Place, became: ByteString, why: ByteString): void {
    this.judge(place, 'default-made-explicit', { became, why })
  }

  ignored(place: Place, why: ByteString, severity?: Severity): void {
    this.judge(place, 'ignored-by-source-too', { why, severity })
  }

  unsupported(place: Place, why: ByteString, severity?: Severity): void {
    this.judge(place, 'unsupported', { why, severity })
  }

  rejected(place: Place, why: ByteString): void {
    this.judge(place, 'rejected', { why })
  }

  /** Rejected as a whole: it becomes nothing, whatever was said of it before. */
  undone(place: Place, why: ByteString): void {
    this.rejected(place, why)
    this.#undone.add(place)
  }

  /** What was said of it before no longer holds. */
  rejudge(place: Place, outcome: Outcome): void {
    this.#rejudged.set(place, this.#findings.length)
    this.settle(place, outcome)
  }

  /** Braces and the like: they account for a line on which nothing else stands. */
  syntax(place: Place): void {
    this.#syntax.push(place)
  }

  secret(place: Place): void {
    this.#secrets.mark(place)
  }

  /** May hold a secret as well as anything else; nobody can tell. */
  veil(place: Place): void {
    this.#secrets.veil(place)
  }

  /** Holds no secret although a word of it looks so. */
  plain(place: Place): void {
    this.#plain.add(place)
  }

  /** All secrets of the file are marked; nothing else of it needs to be hidden. */
  understood(file: ByteString): void {
    this.#understood.add(file)
  }

  note(text: ByteString): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }

  /** Has this place been judged by a finding of its own? */
  knows(place: Place): boolean {
    return this.#judged.has(place)
  }

  /** Every line of every file, in order, each on exactly one row. */
  rows(): Row[] {
    this.#secrets.learn(this.#sources)
    const findings = grouped(this.#holding, ({ place }) => place.file)
    const syntax = grouped(this.#syntax, ({ file }) => file)
    return this.#sources.flatMap((source) =>
      this.#rowsOf(source, findings.get(source.file) ?? [], syntax.get(source.file) ?? []),
    )
  }

  /** The rejected parts and those marked as errors, with their positions. */
  diagnostics(): Diagnostic[] {
    this.#secrets.learn(this.#sources)
    return this.#holding
      .filter((finding) => finding.severity === 'error')
      .map((finding) => ({
        severity: finding.verdict === 'rejected' ? 'error' : 'warning',
        code: finding.verdict,
        summary: this.#secrets.masked(finding.why ?? finding.verdict),
        file: finding.place.file,
        range: finding.place.range,
      }))
  }

  /** Without those that were taken back. */
  get #holding(): Finding[] {
    return this.#findings.filter(({ place }, i) => i >= (this.#rejudged.get(place) ?? 0))
  }

  #rowsOf({ file, text: whole }: Source, findings: readonly Finding[], syntax: readonly Place[]): Row[] {
    const byLine = grouped(findings, ({ place }) => place.range.start.line)
    const closed = new Set(syntax.flatMap(({ range }) => linesOf(range)))
    const guard = new Guard()
    const spans = [...findings.map(({ place }) => place.range), ...syntax.map(({ range }) => range)]
    return joinedLines(whole, spans).map(({ line, lastLine, text }) => {
      const found: Finding[] = []
      for (let at = line; at <= lastLine; at++) found.push(...(byLine.get(at) ?? []))
      const judged = this.#verdictOf(found, text, closed.has(line))
      const shown = this.#secrets.shown(text, file, line)
      const hasComment = found.some(({ why }) => why === 'comment')
      const isTaken = judged.verdict === 'mapped' || judged.verdict === 'default-made-explicit'
      const isRead =
        (isTaken && line === lastLine && !hasComment) ||
        this.#understood.has(file) ||
        (found.length > 0 && found.every(({ place }) => this.#plain.has(place)))
      return { file, line, lastLine, text: guard.take(shown, isRead), ...judged }
    })
  }

  #verdictOf(found: readonly Finding[], text: ByteString, isSyntax: boolean) {
    if (found.length === 0) return unjudged(text, isSyntax)
    const worst = <T>(order: readonly T[], of: (finding: Finding) => T): T =>
      order[found.reduce((most, finding) => Math.max(most, order.indexOf(of(finding))), 0)]!
    const texts = (of: (finding: Finding) => ByteString | undefined) => [
      ...new Set(found.flatMap((finding) => of(finding) ?? []).map((each) => this.#secrets.masked(each))),
    ]
    return {
      verdict: worst(verdicts, (finding) => finding.verdict),
      severity: worst(severities, (finding) => finding.severity),
      became: texts(({ place, became }) => (this.#undone.has(place) ? undefined : became)),
      why: texts((finding) => finding.why),
    }
  }
}

const grouped = <T, K>(all: readonly T[], keyOf: (each: T) => K): ReadonlyMap<K, T[]> => {
  const groups = new Map<K, T[]>()
  for (const each of all) {
    const present = groups.get(keyOf(each))
    if (present) present.push(each)
    else groups.set(keyOf(each), [each])
  }
  return groups
}

/** 0 everything mapped, 2 something lost, 1 something refused or, with `strict`, lost. */
export const exitStatus = (rows: readonly Row[], strict: boolean): 0 | 1 | 2 => {
  if (rows.some(({ verdict }) => verdict === 'rejected')) return 1
  if (!rows.some(({ verdict }) => verdict === 'mapped-lossy' || verdict === 'unsupported')) return 0
  return strict ? 1 : 2
}

const severityOf = (verdict: Verdict): Severity => {
  if (verdict === 'rejected') return 'error'
  return verdict === 'unsupported' || verdict === 'mapped-lossy' ? 'warning' : 'info'
}

const linesOf = ({ start, end }: Range): number[] =>
  Array.from({ length: end.line - start.line + 1 }, (_, i) => start.line + i)

const unjudged = (text: ByteString, isSyntax: boolean) => {
  if (trimmed(text) === '') {
    return { verdict: 'ignored-by-source-too', severity: 'info', became: [], why: ['blank line'] } as const
  }
  if (isSyntax) return { verdict: 'mapped', severity: 'info', became: [], why: [] } as const
  return { verdict: 'unsupported', severity: 'error', became: [], why: ['not understood'] } as const
}
