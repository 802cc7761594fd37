import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { checkHealth } from './health.ts'
import { type Subject, startSubject } from './subject.ts'

/** A few thousand PDUs that once broke a promise, or come near it; `npm run fuzz -- pdu` makes as many as one likes. */
const seeds: readonly { seed: number; from: number; cases: number; about: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/fuzz/pdu/seeds.json'), 'utf8'),
)

let subject: Subject
before(async () => {
  subject = await startSubject()
})
after(() => subject.stop())

for (const { about, ...order } of seeds) {
  test(`seed ${order.seed}, from connection ${order.from}: ${about}`, async () => {
    const { faults, taken } = await subject.play(order)
    assert.deepEqual(faults, [])
    assert.ok(taken >= order.cases)
    await checkHealth(subject)
  })
}
