import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../../src/admin/running.ts'
import { listDevices, listHandlers } from '../../../../src/cli/query/handlers.ts'
import { lines, liveTree, SAMPLE } from '../../../support/scstadmin.ts'

const { tree, close } = await liveTree([...SAMPLE, ['handlers/vcdrom/mgmt', 'add_device a-rather-long-name']])
const running = await Running.read(tree)
await close()

test('the heading has one blank more than the rows, and its own widths', () => {
  assert.equal(
    listHandlers(running, { name: 'vcdrom' }, {}).text,
    lines(
      '\tHandler     Device            ',
      `\t${'-'.repeat(29)}`,
      '\tvcdrom    a-rather-long-name',
    ).replace('-'.repeat(29), '-'.repeat('vcdrom'.length + 'a-rather-long-name'.length + 5)),
  )
})

test('a handler without devices has a dash', () => {
  assert.equal(
    listHandlers(running, { name: 'vdisk_fileio' }, {}).text,
    lines('\tHandler          Device', '\t------------------', '\tvdisk_fileio    -'),
  )
})

test('0 is no name', () => {
  assert.equal(listHandlers(running, { name: '0' }, {}).text, listHandlers(running, { name: '' }, {}).text)
})

test('answers as data', () => {
  const found = listDevices(running, { name: '' }, {}).found as Record<string, string[]>
  assert.deepEqual(found.vdisk_nullio, ['n1', 'n2'])
  assert.deepEqual(found.dev_disk, [])
  assert.equal(listHandlers(running, { name: 'nosuch' }, {}).found, null)
})
