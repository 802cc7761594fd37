import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endsWithin } from '../../../src/lib/deadline.ts'

it('work that ends in time, work that does not, work that fails', async () => {
  assert.equal(await endsWithin(60, Promise.resolve('done')), true)
  assert.equal(await endsWithin(0, new Promise(() => {})), false)
  await assert.rejects(endsWithin(60, Promise.reject(new Error('broken'))), /broken/)
})
