import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROOT_NODE } from '../../../src/mount/messages.ts'
import { Nodes } from '../../../src/mount/nodes.ts'

test('a path keeps its number until the kernel has given back every reference', () => {
  const nodes = new Nodes()
  const id = nodes.lookup('targets', 'dir')
  assert.equal(nodes.lookup('targets', 'dir'), id)
  nodes.forget(id, 1)
  assert.equal(nodes.path(id), 'targets')
  nodes.forget(id, 1)
  assert.equal(nodes.path(id), undefined)
  assert.notEqual(nodes.lookup('targets', 'dir'), id)
  assert.equal(nodes.size, 1)
})

test('what comes back as another type is another node, and the root stays', () => {
  const nodes = new Nodes()
  assert.notEqual(nodes.lookup('x', 'dir'), nodes.lookup('x', 'link'))
  nodes.forget(ROOT_NODE, 1000)
  assert.equal(nodes.path(ROOT_NODE), '')
})
