import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { toBuffer } from '../../src/lib/bytes.ts'
import { grammars } from './grammars.ts'
import { Random } from './random.ts'
import { optionsFor, subjects } from './subjects.ts'
import { damaged } from './words.ts'

// `npm run fuzz -- [--count N] [--seed N] [--only ietd,lio]`: inputs by grammar for every parser of configurations.
// An input that breaks a promise is kept in fixtures/fuzz/found and named; exit status 1.

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    only: { type: 'string' },
  },
})
const names = values.only?.split(',') ?? Object.keys(grammars)
const count = Number(values.count)
const seed = Number(values.seed)
const kept = join(import.meta.dirname, '../../fixtures/fuzz/found')
const started = process.hrtime.bigint()
let failures = 0

for (let n = 0; n < count && failures < 10; n++) {
  const name = names[n % names.length]!
  const r = new Random(seed + n)
  const text = grammars[name]!(r)
  const input = r.chance(50) ? damaged(r, text) : text
  try {
    subjects[name]!(input, optionsFor(r.below(256)))
  } catch (error) {
    failures++
    mkdirSync(kept, { recursive: true })
    const file = join(kept, `${name}-${seed + n}`)
    writeFileSync(file, toBuffer(input))
    process.stdout.write(`${file}\n${(error as Error).stack}\n`)
  }
}

const seconds = Number(process.hrtime.bigint() - started) / 1e9
const rss = Math.round(process.memoryUsage.rss() / 2 ** 20)
process.stdout.write(
  `${count} inputs from seed ${seed} for ${names.join(', ')}: ${failures} failures, ${seconds.toFixed(0)} s, ${rss} MiB\n`,
)
process.exitCode = failures > 0 ? 1 : 0
