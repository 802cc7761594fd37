/**
 * Reporter of `npm test`: a dot-free log. Failures with their error, skips with their reason, one summary object on the
 * last line for test/run.js to add up.
 */
export default async function* reporter(source) {
  const tally = { passed: 0, failed: 0, skipped: [], slowest: [] }
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details?.type === 'suite') continue
    const name = `${relative(data.file)}: ${data.name}`
    if (data.skip !== undefined || data.todo !== undefined) {
      tally.skipped.push(`${name} (${data.skip || data.todo || 'no reason given'})`)
    } else if (type === 'test:pass') {
      tally.passed += 1
      tally.slowest.push([Math.round(data.details.duration_ms), name])
    } else if (data.details.error?.failureType !== 'subtestsFailed') {
      tally.failed += 1
      yield `FAILED ${name}\n${indent(describe(data.details.error))}\n`
    }
  }
  tally.slowest = tally.slowest.sort((a, b) => b[0] - a[0]).slice(0, 5)
  yield `${JSON.stringify(tally)}\n`
}

const relative = (file) => (file ?? '').replace(`${process.cwd()}/`, '')

const indent = (text) => text.replace(/^/gm, '    ')

function describe(error) {
  const cause = error?.cause ?? error
  return String(cause?.stack ?? cause?.message ?? cause).slice(0, 4000)
}
