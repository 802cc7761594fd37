/**
 * `npm test`: installs and builds what is missing, then lint, types, unit tests, end-to-end tests and the oracle
 * replay. `node test/run.js unit e2e` runs the named phases only. In CI (`CI=true`) a skipped test is a failure.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
process.chdir(root)

const PHASES = {
  lint: () => tool('npx', ['biome', 'check', '--error-on-warnings', '.']),
  types: () => tool('npx', ['tsc', '-p', 'tsconfig.json']),
  unused: () => tool('npx', ['knip']),
  unit: () => suite(testFiles('test').filter((file) => !/^test\/(e2e|oracle)\//.test(file))),
  e2e: () => suite(testFiles('test/e2e')),
  oracle: async () => add(await suite(testFiles('test/oracle')), await replay()),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in PHASES))
if (unknown.length > 0) {
  console.error(`unknown phase ${unknown.join(', ')}; phases are ${Object.keys(PHASES).join(', ')}`)
  process.exit(2)
}
process.exitCode = await main(wanted.length > 0 ? wanted : Object.keys(PHASES))

async function main(names) {
  const started = Date.now()
  if ((await run(process.execPath, ['bin/prepare.js'])).status !== 0) {
    console.log('preparing the tree (npm ci, build) failed\n0 passed, 1 failed')
    return 1
  }
  let total = { passed: 0, failed: 0, skipped: [] }
  for (const name of names) {
    const begun = Date.now()
    console.log(`== ${name}`)
    const result = await PHASES[name]()
    const skips = result.skipped.length > 0 ? `, ${result.skipped.length} skipped` : ''
    console.log(`   ${result.passed} passed, ${result.failed} failed${skips} (${seconds(begun)} s)`)
    total = add(total, result)
  }
  for (const skip of total.skipped) console.log(`skipped: ${skip}`)
  if (process.env.CI === 'true') total.failed += total.skipped.length
  console.log(`${seconds(started)} s in all`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}

/** A program that is right or wrong as a whole: one test. */
async function tool(command, args) {
  const { status } = await run(command, args)
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] }
}

/** Test files, one process each, two at a time. */
async function suite(files) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: [] }
  return tallied([
    ...['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=./test/support/reporter.js'],
    ...files,
  ])
}

/** The recordings: ours always, the shared ones where they lie beside the clone. */
function replay() {
  return tallied(['--import', 'tsx', 'test/oracle/main.ts', '--summary'])
}

/** Runs a Node program whose last line is a tally in JSON. */
async function tallied(args) {
  const { status, lastLine } = await run(process.execPath, args, { holdLastLine: true })
  const tally = parse(lastLine)
  if (tally === undefined) {
    console.log(`${lastLine}\n(ended with status ${status} and without a summary)`)
    return { passed: 0, failed: 1, skipped: [] }
  }
  for (const [ms, name] of tally.slowest ?? []) if (ms > 5000) console.log(`   ${ms} ms: ${name}`)
  return tally
}

function parse(line) {
  try {
    const tally = JSON.parse(line)
    return typeof tally?.passed === 'number' ? tally : undefined
  } catch {
    return undefined
  }
}

function run(command, args, { holdLastLine = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', holdLastLine ? 'pipe' : 'inherit', 'inherit'] })
    let rest = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.splice(chunk.endsWith('\n') ? -2 : -1).join('\n')
      for (const line of lines) console.log(line)
    })
    child.on('error', (error) => resolve({ status: error.message, lastLine: '' }))
    child.on('close', (status, signal) => resolve({ status: status ?? signal, lastLine: rest.trimEnd() }))
  })
}

function testFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .sort()
}

function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
  }
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1)
}
