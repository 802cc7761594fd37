import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const LUNS = 'targets/iscsi/t/luns'

let live: LiveTree
before(async () => {
  live = liveTree()
  for (const name of ['a', 'b']) await live.write('handlers/vdisk_nullio/mgmt', `add_device ${name}\n`)
  await live.write('handlers/vcdrom/mgmt', 'add_device cd\n')
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
})

const command = async (text: string): Promise<readonly [string, string | undefined]> => {
  live.log.length = 0
  const code = await live.write(`${LUNS}/mgmt`, text)
  return [code, live.log.at(-1)]
}

const error = (text: string) => `scst: ***ERROR***: ${text}`

test('commands are checked in SCST’s order', async () => {
  const rows: readonly (readonly [text: string, code: string, line: string | undefined])[] = [
    ['\n', 'EINVAL', error('Unknown action ""')],
    ['bogus a 0\n', 'EINVAL', error('Unknown action "bogus"')],
    ['add\n', 'EINVAL', error("Device '' not found")],
    ['add nosuch x\n', 'EINVAL', error("Device 'nosuch' not found")],
    ['add a\n', 'EINVAL', error('Valid LUN required for dev a (res -22)')],
    ['add a 99999999999999999999\n', 'ERANGE', error('Valid LUN required for dev a (res -34)')],
    ['add a 16384\n', 'EINVAL', error('Too big LUN 16384 (max 16383)')],
    ['add a 0 read_only\n', 'EINVAL', error('Parameter read_only value missed for device a')],
    ['add a 0 read_only=1 2\n', 'EINVAL', error('Too many parameter read_only values (device a)')],
    ['add a 0 read_only=x\n', 'EINVAL', error('kstrtoul() for x failed: -22 (device a)')],
    ['add a 0 nosuch=1\n', 'EINVAL', error('Unknown parameter nosuch (device a)')],
    [
      'ADD a 0x10 READ_ONLY=0; read_only=2\n',
      '0',
      'scst: Added device a to group t (LUN 16, flags 0x3) to target t',
    ],
    ['add b 16\n', 'EEXIST', error('virt lun 16 already exists in group t')],
    ['add a 1\n', '0', 'scst: Added device a to group t (LUN 1, flags 0x2) to target t'],
    ['replace b 1\n', '0', 'scst: Added device b to group t (LUN 1, flags 0x8) to target t'],
    ['replace_no_ua a 1\n', '0', 'scst: Added device a to group t (LUN 1, flags 0x0) to target t'],
    ['replace cd 2\n', '0', 'scst: Added device cd to group t (LUN 2, flags 0xa) to target t'],
    ['del\n', 'EINVAL', undefined],
    ['del 1 2\n', 'EINVAL', error('Too many parameters for del LUN 1: 1')],
    ['del 5\n', 'EINVAL', error('Device is not found in group t')],
    ['del 01\n', '0', 'scst: Removed LUN 1 from group t (target t)'],
    ['clear x\n', 'EINVAL', error('Too many parameters for clear: clear')],
  ]
  for (const [text, code, line] of rows) assert.deepEqual(await command(text), [code, line], text)
  assert.deepEqual(await live.names(LUNS), ['16', '2', 'mgmt'])
  assert.equal(await live.read(`${LUNS}/16/read_only`), '1\n[key]\n')
  assert.equal(await live.read(`${LUNS}/2/read_only`), '1\n[key]\n', 'a drive is always read-only')
  assert.equal(await live.tree.readlink(`${LUNS}/16/device`), '../../../../../devices/a')
  assert.equal(await live.read(`${LUNS}/16/device/type`), await live.read('devices/a/type'))
  assert.deepEqual(await command('clear\n'), ['0', 'scst: Removed LUN 2 from group t (target t)'])
  assert.equal(live.log[0], 'scst: Removed all devices from group t')
  assert.deepEqual(await live.names(LUNS), ['mgmt'])
})

test('export links count up and are not used twice', async () => {
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device new\n')
  for (const text of ['add new 0\n', 'add new 1\n', 'del 0\n', 'add new 0\n']) await command(text)
  assert.deepEqual(await live.names('devices/new/exported'), ['export0', 'export2', 'export3'])
  assert.equal(await live.tree.readlink('devices/new/exported/export3'), '../../../targets/iscsi/t/luns/0')
  await command('clear\n')
})
