import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toBuffer } from '../../src/lib/bytes.ts'
import { grammars } from './grammars.ts'
import { Random } from './random.ts'
import { optionsFor, subjects } from './subjects.ts'
import { damaged } from './words.ts'

export interface ConfigRun {
  readonly cases: number
  readonly seed: number
  /** Parsers by name; default: all. */
  readonly only: readonly string[] | undefined
}

const MOST_FAILURES = 10

const kept = join(import.meta.dirname, '../../fixtures/fuzz/found')

/**
 * Inputs by grammar for every parser of configurations. One that breaks a promise is kept in fixtures/fuzz/found and
 * named; answers how many did.
 */
export function fuzzConfigurations({ cases, seed, only }: ConfigRun): number {
  const names = only ?? Object.keys(grammars)
  const began = Date.now()
  let failures = 0
  for (let n = 0; n < cases && failures < MOST_FAILURES; n++) {
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
  const seconds = ((Date.now() - began) / 1000).toFixed(0)
  const rss = Math.round(process.memoryUsage.rss() / 2 ** 20)
  process.stdout.write(
    `${cases} inputs from seed ${seed} for ${names.join(', ')}: ${failures} failures, ${seconds} s, ${rss} MiB\n`,
  )
  return failures
}
