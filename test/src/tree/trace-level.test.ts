import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('trace levels are one for each module, in tokens', async () => {
  const { write, read, log } = liveTree()
  const first = async (path: string) => (await read(path)).split('\n', 1)[0]
  const core = 'trace_level'
  assert.equal(await first(core), 'out_of_mem | pid | special | mgmt')
  const rows: readonly (readonly [path: string, text: string, code: string, tokens: string])[] = [
    [core, 'ADD retry more\n', '0', 'out_of_mem | pid | special | mgmt | retry'],
    [core, 'add order\n', 'EINVAL', 'out_of_mem | pid | special | mgmt | retry'],
    [core, 'add constructor\n', 'EINVAL', 'out_of_mem | pid | special | mgmt | retry'],
    [core, 'none\n', '0', ''],
    [core, 'value 0x10004\n', '0', 'line | block'],
    [core, 'value x\n', 'EINVAL', 'line | block'],
    ['handlers/vcdrom/trace_level', 'value 0x80000000\n', '0', 'order'],
    ['targets/iscsi/trace_level', 'all\n', '0', ''],
  ]
  for (const [path, text, code, tokens] of rows) {
    assert.equal(await write(path, text), code, text)
    if (tokens !== '') assert.equal(await first(path), tokens, text)
  }
  assert.equal(await first('handlers/vdisk_fileio/trace_level'), 'order')
  assert.equal(log.at(-2), 'scst: Changed trace level for "vcdrom": old 0x00002508, new 0x80000000')
  assert.match((await first('targets/iscsi/trace_level'))!, /pr \| d_write \| conn \| conn_dbg \| iov/)
})
