import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKey, lunDevice, readAttributes, readSession, valuesOf } from '../../../src/admin/attributes.ts'
import type { ObjectKind } from '../../../src/admin/object.ts'
import { type DirectoryNode, type Node, SysfsError } from '../../../src/sysfs/sysfs.ts'

const directory = (entries: Record<string, Node>): DirectoryNode => ({
  type: 'dir',
  mode: 0o755,
  entries: new Map(Object.entries(entries)),
})
const file = (content: string, mode = 0o644): Node => ({ type: 'file', mode, content })
const link = (target: string): Node => ({ type: 'link', mode: 0o777, target })

const read = (kind: ObjectKind, entries: Record<string, Node>) => {
  const table = readAttributes(directory({ it: directory(entries) }), 'it', kind)
  return Object.fromEntries(
    [...table].map(([name, a]) => [
      name,
      isKey(a) ? { keys: [...a.keys], isStatic: a.isStatic } : { value: a.value, isStatic: a.isStatic },
    ]),
  )
}

test('the first line is the value, [key] on the second the mark', () => {
  assert.deepEqual(read('target', { a: file('1\n'), b: file('2\n[key]\n\n'), c: file('3\n\n[key]\n') }), {
    a: { value: '1', isStatic: false },
    b: { keys: [[0, '2']], isStatic: false },
    c: { value: '3', isStatic: false },
  })
})

test('of a device the mark may stand anywhere below', () => {
  assert.deepEqual(read('device', { a: file('3\n\n[key]\n') }), { a: { keys: [[0, '3']], isStatic: false } })
})

test('numbered keys are one attribute', () => {
  const table = readAttributes(
    directory({
      it: directory({ U: file('a b\n[key]\n'), U1: file('c d\n[key]\n'), t10_dev_id: file('x\n[key]\n') }),
    }),
    'it',
    'target',
  )
  assert.deepEqual(valuesOf(table.get('U')!), ['a b', 'c d'])
  assert.ok(table.has('t10_dev_id'))
})

test('write-only, unreadable, read-only', () => {
  const failing: Node = { type: 'file', mode: 0o644, error: new SysfsError('EINVAL', 'b', 'read') }
  assert.deepEqual(
    read('group', { a: file('', 0o200), b: failing, c: file('1\n', 0o444), cpu_mask: file('3\n', 0o444) }),
    {
      a: { value: undefined, isStatic: false },
      b: { value: '', isStatic: false },
      c: { value: '1', isStatic: true },
      cpu_mask: { value: '3', isStatic: false },
    },
  )
})

test('a trace level knows its levels and is never a key', () => {
  const text = 'pid | mgmt\n\n\nUsage:\n\twhere TOKEN is one of [pid, mgmt, pr]\n'
  const level = readAttributes(directory({ it: directory({ trace_level: file(text) }) }), 'it', 'driver').get(
    'trace_level',
  )
  assert.equal(level?.value, 'pid | mgmt')
  assert.deepEqual(level?.levels, ['pid', 'mgmt', 'pr'])
})

test('a type is split into number and words', () => {
  assert.deepEqual(read('handler', { type: file('5 - CD-ROM device\n', 0o444) }), {
    type: { value: '5', isStatic: true },
    type_string: { value: 'CD-ROM device', isStatic: true },
  })
})

test('directories are attributes of handlers, and of nothing else here', () => {
  assert.deepEqual(read('handler', { d: directory({}) }), { d: { value: '', isStatic: false } })
  assert.deepEqual(read('target', { luns: directory({}) }), {})
})

test('a device exported only by the copy manager shows as not exported', () => {
  const copied = link('../../../targets/copy_manager/copy_manager_tgt/luns/0')
  assert.deepEqual(read('device', { exported: directory({ export0: copied }) }), {
    exported: { value: undefined, isStatic: false },
  })
  const served = link('../../../targets/iscsi/t/luns/0')
  assert.deepEqual(read('device', { exported: directory({ export0: copied, export1: served }) }), {})
})

test('a session shows the LUNs of its group', () => {
  const root = directory({
    g: directory({ luns: directory({ 3: directory({ device: link('../../devices/d') }), mgmt: file('') }) }),
    s: directory({ commands: file('0\n', 0o444), luns: link('../ini_groups/g/luns'), lun3: directory({}) }),
    ini_groups: link('.'),
  })
  assert.equal(readSession(root, 's').get('commands')?.value, '0')
  assert.equal(lunDevice(directory({ device: link('../../devices/d') })), 'd')
})
