import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolvePortals } from '../../../src/daemon/portal-address.ts'

test('addresses stay as they are', async () => {
  const portals = [{ port: 1 }, { host: '127.0.0.1', port: 2 }, { host: '::1', port: 3 }]
  assert.deepEqual(await resolvePortals(portals), portals)
})

test('a name that means nothing is named', async () => {
  await assert.rejects(
    resolvePortals([{ host: 'no.such.invalid', port: 1 }]),
    /Unable to get address info \[no\.such\.invalid\] \(E\w+\)!/,
  )
})
