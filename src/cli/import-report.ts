import type { Import } from '../admin/import.ts'
import { exitStatus, type Row } from '../config/import/report.ts'
import { type ByteString, fromUnicode, toUnicode } from '../lib/bytes.ts'
import { colour } from './colour.ts'
import { type Cell, columns } from './columns.ts'

/** What became of each line, as data; secrets are masked in it. */
export interface ImportReport {
  readonly format: string
  readonly status: 0 | 1 | 2
  readonly rows: readonly Row[]
  readonly notes: readonly ByteString[]
  /** Switched off and why; '' is the driver. */
  readonly off: Readonly<Record<string, readonly ByteString[]>>
  /** Files written. */
  readonly written: readonly ByteString[]
}

export const reportOf = (imported: Import, strict: boolean, written: readonly ByteString[]): ImportReport => {
  const rows = imported.report.rows()
  return {
    format: imported.format,
    status: exitStatus(rows, strict),
    rows,
    notes: imported.report.notes,
    off: Object.fromEntries(imported.comments),
    written,
  }
}

const colours: Readonly<Record<Row['severity'], (text: string) => string>> = {
  info: (text) => text,
  warning: colour.yellow,
  error: colour.red,
}

/** For people; comments, blank lines and brackets are only counted. */
export const printReport = ({ rows, notes, off, written }: ImportReport): ByteString => {
  const shown = rows.filter((row) => row.severity !== 'info' || row.became.length > 0 || row.why.length > 1)
  const files = new Set(rows.map(({ file }) => file))
  const parts = [...files].map((file) =>
    section(
      file,
      shown.filter((row) => row.file === file),
    ),
  )
  const counts = new Map<string, number>()
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const sums = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
  const reasons = Object.entries(off).map(
    ([target, why]) => `${target || 'the driver'} is switched off: ${why.join('; ')}`,
  )
  const lines = [
    ...reasons.map((line) => colour.red(visible(toUnicode(line)))),
    ...notes.map((note) => visible(toUnicode(`note: ${note}`))),
    ...written.map((file) => toUnicode(`written: ${file}`)),
    `${rows.length} lines: ${sums || 'nothing to do'}`,
  ]
  return fromUnicode(`${[...parts, lines.join('\n')].filter((part) => part !== '').join('\n\n')}\n`)
}

const section = (file: ByteString, rows: readonly Row[]): string => {
  if (rows.length === 0) return ''
  const head = ['line', 'verdict', 'text', 'became', 'why'].map((text) => ({ text, paint: colour.bold }))
  const lines = columns([head, ...rows.map(cells)]).map((line) => `  ${line}`)
  return [colour.cyan(toUnicode(file)), ...lines].join('\n')
}

const cells = ({ line, lastLine, verdict, severity, text, became, why }: Row): Cell[] => [
  { text: line === lastLine ? String(line) : `${line}-${lastLine}` },
  { text: verdict, paint: colours[severity] },
  { text: wrapped(text, 44) },
  { text: wrapped(became.join('; '), 40) },
  { text: wrapped(why.join('; '), 66) },
]

/** Bytes of a foreign file do nothing to a terminal. */
const visible = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd')

/** Lines of at most `width` letters, broken at blanks, or within a word that is longer. */
const wrapped = (text: ByteString, width: number): string => {
  const lines = ['']
  for (const word of toUnicode(text).split(/\s+/).map(visible)) {
    const parts = word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []
    for (const part of parts) {
      const line = lines.at(-1)!
      if (line === '') lines[lines.length - 1] = part
      else if (line.length + 1 + part.length <= width) lines[lines.length - 1] = `${line} ${part}`
      else lines.push(part)
    }
  }
  return lines.join('\n')
}
