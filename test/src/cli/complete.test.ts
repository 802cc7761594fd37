import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../src/admin/running.ts'
import { type CommandShape, complete } from '../../../src/cli/complete.ts'
import { GROUPED, liveTree } from '../../support/scstadmin.ts'

const commands: readonly CommandShape[] = [
  { name: 'target add', args: ['target'], flags: [{ name: 'driver', takesValue: true }] },
  {
    name: 'target enable',
    args: ['target'],
    flags: [
      { name: 'driver', takesValue: true },
      { name: 'debug', takesValue: false },
    ],
  },
  { name: 'status', args: [], flags: [] },
]

const { tree, close } = await liveTree(GROUPED)
const running = await Running.read(tree)
await close()

const cases: readonly [line: string, words: string][] = [
  ['st', 'status'],
  ['target ', 'add enable'],
  ['target e', 'enable'],
  ['target enable --', '--debug --driver'],
  ['target enable --driver ', 'copy_manager iscsi scst_local'],
  ['target enable --driver iscsi ', 'iqn.a'],
  ['target enable --driver iscsi --debug iq', 'iqn.a'],
  ['target enable iqn.a ', ''],
  ['-list_dri', '-list_driver'],
  ['--list_dri', '--list_driver'],
  ['-enable_target ', 'copy_manager_tgt iqn.a'],
  ['-driver iscsi -enable_target ', 'iqn.a'],
  ['-add_lun 3 -devi ', 'n1 n2'],
  ['-driver iscsi -target iqn.a -group ', 'g'],
  ['-driver iscsi -target nosuch -group ', ''],
  ['-driver iscsi -target iqn.a -rem_lun ', '0'],
  ['-dev_group ', 'dg'],
  ['-dev_group dg -tgt_group ', 'tg'],
  ['-write_config ', ''],
  ['-config ', ''],
  ['-config -nop', '-noprompt'],
  ['-add_target ', 'copy_manager_tgt iqn.a'],
]

for (const [line, words] of cases) {
  test(`${line}▯ ${words}`, () => {
    assert.equal(complete(line.split(' '), commands, running).join(' '), words)
  })
}

test('an optional value is offered beside options', () => {
  const words = complete(['-list_handler', ''], commands, running)
  assert.ok(words.includes('vdisk_nullio') && words.includes('-nonkey'))
})

test('without a running SCST there are no names', () => {
  assert.deepEqual(complete(['-driver', ''], commands, undefined), [])
})
