import type { TestResult, Verdict } from './suite.ts'

/** What iscsi-test-cu 1.19 found of others, measured in the same way (a process for each of its 230 tests). */
const PEERS: readonly (readonly [name: string, pass: number, skip: number, fail: number])[] = [
  ['tgt, thick', 161, 59, 10],
  ['tgt, thin', 172, 46, 12],
  ['istgt', 60, 69, 101],
  ['SCST in the kernel, thick', 151, 69, 10],
  ['SCST in the kernel, thin', 163, 54, 13],
]

export interface VariantResults {
  readonly variant: string
  readonly results: readonly TestResult[]
}

const count = (results: readonly TestResult[], ...verdicts: readonly Verdict[]): number =>
  results.filter(({ verdict }) => verdicts.includes(verdict)).length

const failed = ({ verdict }: TestResult): boolean => verdict !== 'pass' && verdict !== 'skip'

/** The table of totals, and below it every test that did not pass with its reason. */
export function markdown(variants: readonly VariantResults[]): string {
  const ours = variants.map(
    ({ variant, results }) =>
      [
        `**tscst, ${variant}**`,
        count(results, 'pass'),
        count(results, 'skip'),
        results.filter(failed).length,
      ] as const,
  )
  const rows = [...ours, ...PEERS].map((cells) => `| ${cells.join(' | ')} |`)
  return [
    '| target | pass | skip | fail |',
    '|---|---:|---:|---:|',
    ...rows,
    '',
    ...variants.flatMap(({ variant, results }) => remarksOn(variant, results)),
  ].join('\n')
}

function remarksOn(variant: string, results: readonly TestResult[]): string[] {
  const lines = results
    .filter(({ verdict }) => verdict !== 'pass')
    .sort((a, b) => Number(failed(b)) - Number(failed(a)))
    .map(({ name, verdict, says }) => `| ${name} | ${verdict} | ${says.map(escaped).join('; ')} |`)
  if (lines.length === 0) return []
  return [`Not passed, ${variant}:`, '', '| test | | the suite says |', '|---|---|---|', ...lines, '']
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\\"', '"')

const BEGIN = '<!-- libiscsi: begin (npm run conformance -- --write) -->'
const END = '<!-- libiscsi: end -->'

/** A document with what is between the marks replaced; a section at its end where it has none. */
export function withReport(document: string, report: string): string {
  const section = `${BEGIN}\n${report.trimEnd()}\n${END}`
  const begin = document.indexOf(BEGIN)
  const end = document.indexOf(END)
  if (begin < 0 || end < begin)
    return `${document.trimEnd()}\n\n## libiscsi's test suite\n\n${section}\n`.trimStart()
  return document.slice(0, begin) + section + document.slice(end + END.length)
}
