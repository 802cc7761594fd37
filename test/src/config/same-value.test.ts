import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSameValue } from '../../../src/config/same-value.ts'

for (const [name, wanted, shown, same] of [
  ['HeaderDigest', 'CRC32C,None', 'None,CRC32C', true],
  ['HeaderDigest', 'CRC32C', 'None', false],
  ['naa_id', '6001405000000001', '0x6001405000000001', true],
  ['cpu_mask', 'F', 'f', true],
  ['blocksize', '0x200', '512', true],
  ['threads_num', '010', '8', true],
  ['threads_num', '4', '8', false],
  ['IncomingUser', 'joe   secret', 'joe secret', true],
  ['iSNSServer', '10.0.0.1', '10.0.0.1 ', true],
  ['comment', 'a', 'A', false],
  ['read_only', '01', '1', true],
  ['usn', '010', '8', false],
  ['usn', '0x10', '16', false],
  ['cluster_name', '010', '8', false],
  ['alias', 'my  disk', 'my disk', false],
  ['prod_id', 'a  b', 'a b', false],
  ['t10_dev_id', 'a\tb', 'a b', false],
  ['vend_specific_id', 'a ', 'a', false],
  ['node_name', '010', '8', false],
] as const) {
  test(`${name}: ${wanted} ${same ? 'is' : 'is not'} ${shown}`, () =>
    assert.equal(isSameValue(name, wanted, shown), same))
}
