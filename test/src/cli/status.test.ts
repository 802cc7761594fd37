import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../src/admin/running.ts'
import { readStatus } from '../../../src/cli/status.ts'
import { liveTree, SAMPLE } from '../../support/scstadmin.ts'

test('gathers targets, LUNs and sessions; the copy manager is nobody', async () => {
  const { tree, close } = await liveTree([
    ...SAMPLE,
    ['targets/scst_local/mgmt', 'add_target loc session_name=guest'],
    ['targets/iscsi/iqn.a/enabled', '1'],
    ['targets/iscsi/iqn.a/luns/mgmt', 'add n2 10 read_only=1'],
  ])
  const { targets, luns, sessions } = readStatus(await Running.read(tree))
  assert.deepEqual(targets, [
    { driver: 'iscsi', target: 'iqn.a', enabled: true, luns: 3, groups: 1, sessions: 0 },
    { driver: 'scst_local', target: 'loc', enabled: undefined, luns: 0, groups: 0, sessions: 1 },
  ])
  assert.deepEqual(
    luns.map(({ group, lun, device, size }) => [group, lun, device, size]),
    [
      [undefined, 0, 'n1', 1048576],
      [undefined, 10, 'n2', 2097152],
      ['g', 0, 'n2', 2097152],
    ],
  )
  assert.deepEqual(sessions, [
    {
      driver: 'scst_local',
      target: 'loc',
      session: 'guest',
      initiator: 'guest',
      activeCommands: 0,
      commandsDone: 0,
      bytesRead: 0,
      bytesWritten: 0,
    },
  ])
  await close()
})
