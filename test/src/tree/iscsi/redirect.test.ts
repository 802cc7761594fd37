import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../../support/live-tree.ts'

test('where logins are sent instead', async () => {
  const live = liveTree()
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  const now = '1.2.3.4:99999 temp\n[key]\n\n'
  await live.check('targets/iscsi/t', [
    ['redirect', '1.2.3.4:3260 perm\n', '0', '1.2.3.4 perm\n[key]\n\n'],
    ['redirect', '[::1] temp\n', '0', '[::1] temp\n[key]\n\n'],
    ['redirect', '[::1]:3333 PERM\n', '0', '[::1]:3333 perm\n[key]\n\n'],
    ['redirect', '1.2.3.4:99999x temp\n', '0', now],
    ['redirect', '1.2.3.4\n', 'EINVAL', now],
    ['redirect', '1.2.3.4 temp more\n', 'EINVAL', now],
    ['redirect', '1.2.3.4 forever\n', 'EINVAL', now],
    ['redirect', '1.2.3.4 constructor\n', 'EINVAL', now],
    ['redirect', '1.2.3.4:0 temp\n', 'EINVAL', now],
    ['redirect', '1.2.3.4:4294967296 temp\n', 'EINVAL', now],
    ['redirect', '1.2.3.4:99999999999999999999 temp\n', 'EINVAL', now],
    ['redirect', '1.2.3.4:4294967297 temp\n', '0', '1.2.3.4:1 temp\n[key]\n\n'],
    ['redirect', '1.2.3.4:99999 temp\n', '0', now],
    ['redirect', '[fe80::1%lo] temp\n', 'EINVAL', now],
    ['redirect', '1.2.3.4:x temp\n', 'EINVAL', now],
    ['redirect', '::1 temp\n', 'EINVAL', now],
    ['redirect', '[zz] temp\n', 'EINVAL', now],
    ['redirect', 'host temp\n', 'EINVAL', now],
    ['redirect', '\n', '0', '\n'],
  ])
})

test('a port that no initiator can use is taken, and warned of', async () => {
  const live = liveTree()
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  await live.write('targets/iscsi/t/redirect', '1.2.3.4:65535 temp\n')
  const warnings = () => live.log.filter((line) => line.includes('WARNING'))
  assert.deepEqual(warnings(), [])
  await live.write('targets/iscsi/t/redirect', '1.2.3.4:65536 temp\n')
  assert.match(warnings().join(), /Redirect of t: no initiator can use port 65536/)
})
