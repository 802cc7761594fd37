import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesAllowed } from '../../../../src/admin/usage.ts'
import {
  ATTRIBUTES,
  attributesOf,
  KNOWN_DRIVERS,
  KNOWN_HANDLERS,
} from '../../../../src/config/scst/attribute-schema.ts'
import { liveTree } from '../../../support/live-tree.ts'

test('no attribute has two rows for one owner', () => {
  for (const owner of [...KNOWN_HANDLERS, ...KNOWN_DRIVERS])
    for (const context of new Set(ATTRIBUTES.map((row) => row.in))) {
      const names = attributesOf(context, owner).map(({ name }) => name)
      assert.equal(new Set(names).size, names.length, `${context} of ${owner}`)
    }
})

test('what devices are opened with is what the handlers say', async () => {
  const { read } = liveTree()
  for (const handler of ['vdisk_fileio', 'vdisk_blockio', 'vdisk_nullio', 'vcdrom']) {
    const allowed = attributesAllowed(await read(`handlers/${handler}/mgmt`), 'parameters')
    const rows = attributesOf('DEVICE', handler).filter(({ isCreation }) => isCreation)
    assert.deepEqual(rows.map(({ name }) => name).sort(), [...allowed].sort(), handler)
  }
})

test('what can be repeated is what the driver adds value by value', async () => {
  const usage = await liveTree().read('targets/iscsi/mgmt')
  for (const [context, what] of [
    ['TARGET_DRIVER', 'target driver attributes'],
    ['TARGET', 'target attributes'],
  ] as const) {
    const rows = attributesOf(context, 'iscsi').filter(({ isRepeatable }) => isRepeatable)
    assert.deepEqual(rows.map(({ name }) => name).sort(), [...attributesAllowed(usage, what)].sort())
  }
})

test('every attribute of a live target that can be set is known', async () => {
  const { write, tree } = liveTree()
  await write('targets/iscsi/mgmt', 'add_target iqn.t')
  const known = new Set(attributesOf('TARGET', 'iscsi').map(({ name }) => name))
  const unknown: string[] = []
  for (const { name, type } of await tree.list('targets/iscsi/iqn.t')) {
    const { mode } = await tree.stat(`targets/iscsi/iqn.t/${name}`)
    if (type === 'file' && (mode & 0o200) !== 0 && !known.has(name)) unknown.push(name)
  }
  assert.deepEqual(unknown, [])
})
