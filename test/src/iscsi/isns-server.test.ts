import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { reachIsnsServer } from '../../../src/iscsi/isns-server.ts'

test('a server is there when the network accepts a connection to it', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await reachIsnsServer('127.0.0.1', port)
  server.close()
  await once(server, 'close')
  await assert.rejects(reachIsnsServer('127.0.0.1', port), { code: 'ECONNREFUSED' })
})

test('a name that does not resolve is an unknown process, as for SCST', () =>
  assert.rejects(reachIsnsServer('no.such.host.invalid'), { code: 'ESRCH' }))
