import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('a target shows those of its default group, a group its own', async () => {
  const live = liveTree()
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  await live.write('targets/iscsi/t/ini_groups/mgmt', 'create g\n')
  live.log.length = 0
  await live.check('targets/iscsi/t/ini_groups/g', [
    ['addr_method', 'f', '0', 'FLAT\n[key]\n'],
    ['addr_method', '\n', 'EINVAL', 'FLAT\n[key]\n'],
    ['black_hole', '1 2\n', '0', '1\n'],
    ['black_hole', '1\n', '0', '1\n'],
    ['cpu_mask', '\n', '0', '0\n[key]\n'],
    ['cpu_mask', 'zz\n', 'EINVAL', '0\n[key]\n'],
    ['io_grouping_type', '7\n', '0', '7\n[key]\n'],
    ['io_grouping_type', '99999999999999999999\n', 'EINVAL', '7\n[key]\n'],
    ['io_grouping_type', '4294967301\n', '0', '5\n[key]\n'],
    ['io_grouping_type', '4294967294\n', '0', 'never\n[key]\n'],
    ['io_grouping_type', '4294967296\n', '0', 'auto\n'],
    ['io_grouping_type', '9223372036854775807\n', '0', 'this_group_only\n[key]\n'],
    ['io_grouping_type', '2147483648\n', '0', '-2147483648\n[key]\n'],
    ['io_grouping_type', 'this_group_only\n', '0', 'this_group_only\n[key]\n'],
  ])
  assert.deepEqual(live.log, [
    'scst: ***ERROR***: Unknown address method \\x0a',
    'scst: Black hole set to 1 for ACG g',
    'scst: ***ERROR***: bitmap_parse() failed: -22',
    'scst: ***ERROR***: Unknown or not allowed I/O grouping type 99999999999999999999\\x0a',
  ])
  assert.equal(await live.read('targets/iscsi/t/black_hole'), '0\n')
  await live.write('targets/iscsi/t/black_hole', '2\n')
  assert.equal(live.iscsi.findTarget('t')!.defaultGroup.blackHole, 2)
})
