import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromBuffer } from '../../src/lib/bytes.ts'
import { grammars } from './grammars.ts'
import { Random } from './random.ts'
import { optionsFor, subjects } from './subjects.ts'
import { damaged } from './words.ts'

/** Inputs that once broke a promise, and some new ones; `npm run fuzz` makes as many as one likes. */
const kept = join(import.meta.dirname, '../../fixtures/fuzz')

for (const file of readdirSync(kept, { withFileTypes: true })) {
  if (!file.isFile()) continue
  const name = Object.keys(subjects).find((subject) => file.name.startsWith(`${subject}-`))
  test(`${file.name} is accounted for`, () => {
    const text = fromBuffer(readFileSync(join(kept, file.name)))
    for (let n = 0; n < 256; n++) subjects[name!]!(text, optionsFor(n))
  })
}

for (const [name, subject] of Object.entries(subjects)) {
  test(`${name}: any text is taken or refused line by line`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), fc.nat(255), (text, n) => {
        subject(text, optionsFor(n))
      }),
    )
  })

  test(`${name}: text by its grammar, damaged here and there`, () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), (seed, n) => {
        const r = new Random(seed)
        const text = grammars[name]!(r)
        subject(text, optionsFor(n))
        subject(damaged(r, text), optionsFor(n))
      }),
      { numRuns: 200 },
    )
  })
}
