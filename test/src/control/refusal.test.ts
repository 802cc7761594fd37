import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RPC, RpcRefusal, rpcError } from '../../../src/control/refusal.ts'
import { SysfsError } from '../../../src/sysfs/sysfs.ts'

test('what the tree refuses is told with number, text and place', () => {
  assert.deepEqual(rpcError(new SysfsError('EBADSLT', 'targets/\xc3\xa4', 'write')), {
    code: 57,
    message: 'targets/ä: Invalid slot',
    data: { errno: 'EBADSLT', number: 57, path: 'targets/ä', stage: 'write' },
  })
})

test('a refusal speaks for itself, and our own faults are not told', () => {
  assert.deepEqual(rpcError(new RpcRefusal(RPC.LOCKED, 'held')), { code: -32000, message: 'held' })
  assert.equal(rpcError(new TypeError('ours')), undefined)
})
