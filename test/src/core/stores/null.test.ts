import assert from 'node:assert/strict'
import { it } from 'node:test'
import { nullStore } from '../../../../src/core/stores/null.ts'

it('reads zeros over whatever was in the span', async () => {
  const store = nullStore(1024)
  const span = Buffer.from('secret')
  assert.equal(store.readInto(span), 6)
  assert.equal(span.equals(Buffer.alloc(6)), true)
  store.size = 4096
  assert.equal(store.measure(), 4096)
})
