import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../../src/admin/running.ts'
import { listSessions } from '../../../../src/cli/query/sessions.ts'
import { liveTree, SAMPLE } from '../../../support/scstadmin.ts'

const { tree, close } = await liveTree([
  ...SAMPLE,
  ['targets/scst_local/mgmt', 'add_target loc session_name=guest'],
  ['targets/scst_local/loc/ini_groups/mgmt', 'create g'],
])
const running = await Running.read(tree)
await close()

test('every target is there, with its sessions or without', () => {
  const { text } = listSessions(running, { name: '' }, {})
  assert.match(
    text,
    /^Driver\/Target: copy_manager\/copy_manager_tgt\n\n\tSession: copy_manager_sess\n\n\tAttribute /,
  )
  assert.match(
    text,
    /\nDriver\/Target: iscsi\/iqn\.a\n\n\t\(no sessions\)\n\nDriver\/Target: scst_local\/loc\n\n\tSession: guest\n/,
  )
})

test('every figure shows as writable and no key', () => {
  const { text } = listSessions(running, { name: '' }, {})
  const rows = text.split('\n').filter((line) => line.includes('read_cmd_count'))
  for (const row of rows) assert.match(row, / Yes {11}No $/)
})

test('answers as data', () => {
  const found = listSessions(running, { name: '' }, {}).found as { driver: string; sessions: object }[]
  assert.deepEqual(
    found.map(({ driver, sessions }) => [driver, Object.keys(sessions)]),
    [
      ['copy_manager', ['copy_manager_sess']],
      ['iscsi', []],
      ['scst_local', ['guest']],
    ],
  )
})
