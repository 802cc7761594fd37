import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { REPOSITORY } from '../support/programs.ts'
import { type Difference, type Outcome, unified } from './difference.ts'
import { jobsIn, KINDS } from './jobs.ts'
import { replayAll } from './workers.ts'

/**
 * `npm run oracle -- [DIR…] [--only KIND[/CASE]]… [--jobs N] [--quiet] [--rules]`: replays recordings of SCST against a daemon of
 * our own and prints a table by kind and each difference. Exit status 0 when nothing differs.
 */
const USAGE = 'usage: npm run oracle -- [DIR…] [--only KIND[/CASE]]… [--jobs N] [--quiet] [--rules]'

/** Recordings of our own, then those that may lie beside the clone. */
const OURS = join(REPOSITORY, 'fixtures/oracle')
const SHARED = join(REPOSITORY, '../shared/oracle')

process.exitCode = await main()

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string', default: '2' },
      quiet: { type: 'boolean', default: false },
      summary: { type: 'boolean', default: false },
      rules: { type: 'boolean', default: false },
    },
  })
  const missing = positionals.filter((directory) => !existsSync(directory))
  if (missing.length > 0) {
    console.error(`no such directory: ${missing.join(', ')}\n${USAGE}`)
    return 2
  }
  const directories = [OURS, ...(positionals.length > 0 ? positionals : [SHARED])]
    .filter((directory) => existsSync(directory))
    .map((directory) => realpathSync(directory))
  const jobs = [...new Set(directories)].flatMap((directory) => jobsIn(directory, values.only))
  const outcomes = await replayAll(jobs, Number(values.jobs), directories)
  for (const outcome of outcomes) report(outcome, values.quiet)
  if (values.rules) for (const outcome of outcomes) reportRules(outcome)
  console.log(table(outcomes))
  const failed = outcomes.filter(isDifferent).length
  if (values.summary) {
    console.log(JSON.stringify({ passed: outcomes.length - failed, failed, skipped: [] }))
  }
  return failed > 0 ? 1 : 0
}

function report(outcome: Outcome, quiet: boolean): void {
  if (!isDifferent(outcome)) return
  console.log(`DIFFERS ${outcome.name}`)
  if (!quiet) for (const difference of outcome.differences.filter(counts)) console.log(unified(difference))
}

/** What was never to be copied, case by case: to see that a rule catches no more than it should. */
function reportRules({ name, differences }: Outcome): void {
  for (const { what, neverCopied } of differences) {
    if (neverCopied !== undefined) console.log(`never copied ${name}: ${what}: ${neverCopied}`)
  }
}

function counts(difference: Difference): boolean {
  return difference.neverCopied === undefined
}

function isDifferent({ differences }: Outcome): boolean {
  return differences.some(counts)
}

/** Counts by kind, and what was never to be copied by rule. */
function table(outcomes: readonly Outcome[]): string {
  const rows = KINDS.flatMap((kind) => {
    const of = outcomes.filter((outcome) => outcome.kind === kind)
    if (of.length === 0) return []
    const identical = of.filter(({ differences }) => differences.length === 0).length
    const differs = of.filter(isDifferent).length
    return [[kind, of.length, identical, of.length - identical - differs, differs]]
  })
  const header = ['kind', 'cases', 'identical', 'never copied', 'differs']
  const lines = [header, ...rows].map((row) =>
    row.map((cell, at) => (at === 0 ? String(cell).padEnd(12) : String(cell).padStart(14))).join(''),
  )
  return [...lines, ...byRule(outcomes)].join('\n')
}

function byRule(outcomes: readonly Outcome[]): string[] {
  const rules = new Map<string, number>()
  for (const { neverCopied } of outcomes.flatMap(({ differences }) => differences)) {
    if (neverCopied !== undefined) rules.set(neverCopied, (rules.get(neverCopied) ?? 0) + 1)
  }
  return [...rules].map(([rule, count]) => `never copied: ${rule} (${count})`)
}
