import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree, runClassic, SAMPLE } from '../../../support/scstadmin.ts'

test('a device in use shows one LUN for each target and group', async () => {
  const { tree, close } = await liveTree([
    ...SAMPLE,
    ['targets/iscsi/iqn.a/luns/mgmt', 'add n2 3'],
    ['targets/iscsi/iqn.a/luns/mgmt', 'add n2 7'],
  ])
  const { stdout, status } = await runClassic(tree, [
    '-close_dev',
    'n2',
    '-handler',
    'vdisk_nullio',
    '-noprompt',
  ])
  const rows = stdout.split('\n').filter((line) => line.startsWith('\tiscsi'))
  assert.equal(rows.length, 2)
  assert.match(rows[0]!, /^\tiscsi {2}iqn\.a {8}[37] {3}$/)
  assert.equal(rows[1], '\tiscsi  iqn.a  g     0   ')
  assert.equal(status, 1)
  await close()
})
