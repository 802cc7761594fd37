import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directoryAt, lastLinkName, nodeAt, tailOf } from '../../../src/admin/node-path.ts'
import type { DirectoryNode, Node } from '../../../src/sysfs/sysfs.ts'

const directory = (entries: Record<string, Node>): DirectoryNode => ({
  type: 'dir',
  mode: 0o755,
  entries: new Map(Object.entries(entries)),
})
const link = (target: string): Node => ({ type: 'link', mode: 0o777, target })
const file: Node = { type: 'file', mode: 0o644, content: 'x\n' }

const root = directory({
  devices: directory({ d: directory({ size: file }) }),
  handlers: directory({ h: directory({ d: link('../../devices/d'), loop: link('loop') }) }),
})

test('links are followed, from where they stand', () => {
  assert.equal(nodeAt(root, 'handlers/h/d/size'), file)
  assert.equal(nodeAt(root, 'handlers/h/../h/d/size'), file)
})

test('empty names are passed over, as in a path', () => {
  assert.equal(nodeAt(root, ''), root)
  assert.equal(nodeAt(root, 'devices//d/size'), file)
})

test('what is not there, and links in a circle, are nothing', () => {
  assert.equal(nodeAt(root, 'devices/x'), undefined)
  assert.equal(nodeAt(root, 'devices/d/size/x'), undefined)
  assert.equal(nodeAt(root, 'handlers/h/loop'), undefined)
  assert.equal(directoryAt(root, 'devices/d/size'), undefined)
})

test('the last name of a link', () => {
  assert.equal(lastLinkName(root, 'handlers/h/d'), 'd')
  assert.equal(lastLinkName(root, 'devices/d'), undefined)
  assert.equal(tailOf('../../devices/d'), 'd')
})
