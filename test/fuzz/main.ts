import { parseArgs } from 'node:util'
import { fuzzConfigurations } from './config.ts'
import { fuzzPdus } from './pdu/run.ts'

// `npm run fuzz -- config [--cases N] [--seed N] [--only ietd,lio]`: every parser of configurations.
// `npm run fuzz -- pdu [--cases N] [--seed N] [--from N] [--batch N]`: a daemon, over TCP; `--from` begins at a connection.
// Exit status 1 when a promise was broken.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    only: { type: 'string' },
    from: { type: 'string', default: '1' },
    batch: { type: 'string', default: '50000' },
  },
})
const cases = Number(values.cases)
const seed = Number(values.seed)
const [what = 'config'] = positionals

const runs: Readonly<Record<string, () => number | Promise<number>>> = {
  config: () => fuzzConfigurations({ cases, seed, only: values.only?.split(',') }),
  pdu: () => fuzzPdus({ cases, seed, from: Number(values.from), batch: Number(values.batch) }),
}
const run = runs[what]
if (run === undefined) throw new Error(`fuzz ${what}? There are ${Object.keys(runs).join(' and ')}`)
process.exitCode = (await run()) > 0 ? 1 : 0
