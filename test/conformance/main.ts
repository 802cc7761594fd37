import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { REPOSITORY } from '../support/programs.ts'
import { missing } from '../support/requirements.ts'
import { markdown, type VariantResults, withReport } from './report.ts'
import { runTest, type TestResult, testNames } from './suite.ts'
import { Units, VARIANTS, type Variant } from './units.ts'

/**
 * `npm run conformance -- [--variant thick|thin] [--only FAMILY[.TEST]]… [--write]`: libiscsi's iscsi-test-cu against our
 * daemon, one process and a fresh target for each test. `--write` puts the table into docs/CONFORMANCE.md. Exit status 0
 * when no test fails but those that cannot pass.
 */
const DOCUMENT = join(REPOSITORY, 'docs/CONFORMANCE.md')

/** Asserts on a flag that is set by an answer that it has not read yet: no target can pass. */
const CANNOT_PASS = new Set(['iSCSITMF.LUNResetSimpleAsync'])

const { values } = parseArgs({
  options: {
    variant: { type: 'string', multiple: true, default: VARIANTS.map(({ name }) => name) },
    only: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
})
const lacking = missing({ program: 'iscsi-test-cu', from: 'libiscsi-bin' })
if (lacking) {
  console.error(`no conformance run: ${lacking}`)
  process.exit(1)
}
process.exitCode = await main()

async function main(): Promise<number> {
  const names = (await testNames()).filter(isWanted)
  const variants: VariantResults[] = []
  for (const variant of VARIANTS.filter(({ name }) => values.variant.includes(name)))
    variants.push({ variant: variant.name, results: await runAll(variant, names) })
  const report = markdown(variants)
  console.log(report)
  if (values.write) {
    const document = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '# Conformance\n'
    writeFileSync(DOCUMENT, withReport(document, report))
  }
  const failures = variants.flatMap(({ results }) => results.filter(isFailure))
  return failures.length === 0 ? 0 : 1
}

function isWanted(name: string): boolean {
  return values.only.length === 0 || values.only.some((only) => name === only || name.startsWith(`${only}.`))
}

function isFailure({ name, verdict }: TestResult): boolean {
  return verdict !== 'pass' && verdict !== 'skip' && !CANNOT_PASS.has(name)
}

async function runAll(variant: Variant, names: readonly string[]): Promise<TestResult[]> {
  const units = await Units.start(variant)
  try {
    const results: TestResult[] = []
    for (const name of names) {
      const result = await units.with(variant, name, (urls) => runTest(name, urls))
      if (isFailure(result))
        console.error(`${variant.name}: ${name}: ${result.verdict}: ${result.says.join('; ')}`)
      results.push(result)
    }
    return results
  } finally {
    await units.stop()
  }
}
