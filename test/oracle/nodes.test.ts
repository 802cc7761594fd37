import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Node, SysfsError } from '../../src/sysfs/sysfs.ts'
import { recordedNodes, relativePath } from './nodes.ts'

test('a snapshot in the form of the recordings', () => {
  const entries = new Map<string, Node>([
    ['value', { type: 'file', mode: 0o644, content: '1\n' }],
    ['order', { type: 'file', mode: 0o200, error: new SysfsError('EACCES', 'd/order', 'open') }],
    ['link', { type: 'link', mode: 0o777, target: '../other' }],
  ])
  assert.deepEqual(recordedNodes({ type: 'dir', mode: 0o755, entries }, '/r/d'), [
    { path: '/r/d', type: 'dir', mode: '0755' },
    { path: '/r/d/value', type: 'file', mode: '0644', content: '1\n' },
    { path: '/r/d/order', type: 'file', mode: '0200', content: null, error: 'open:EACCES' },
    { path: '/r/d/link', type: 'link', mode: '0777', target: '../other' },
  ])
})

test('recorded paths begin at the mount', () => {
  assert.equal(relativePath('/sys/kernel/scst_tgt/targets/iscsi'), 'targets/iscsi')
})
