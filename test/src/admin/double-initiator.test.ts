import assert from 'node:assert/strict'
import { test } from 'node:test'
import { initiatorInTwoGroups } from '../../../src/admin/double-initiator.ts'
import { Running } from '../../../src/admin/running.ts'
import type { DirectoryNode, Node } from '../../../src/sysfs/sysfs.ts'

const directory = (entries: Record<string, Node>): DirectoryNode => ({
  type: 'dir',
  mode: 0o755,
  entries: new Map(Object.entries(entries)),
})
const name: Node = { type: 'file', mode: 0o444, content: 'i\n' }
const group = (...initiators: string[]): DirectoryNode =>
  directory({
    initiators: directory({ mgmt: name, ...Object.fromEntries(initiators.map((i) => [i, name])) }),
  })
const system = (groups: Record<string, Node>): Running =>
  new Running(
    directory({
      targets: directory({ iscsi: directory({ t: directory({ ini_groups: directory(groups) }) }) }),
    }),
  )

test('an initiator in two groups of a target', () => {
  const running = system({ a: group('x', 'y'), b: group('y') })
  assert.deepEqual(initiatorInTwoGroups(running), { driver: 'iscsi', initiator: 'y' })
})

test('none', () => assert.equal(initiatorInTwoGroups(system({ a: group('x'), b: group('y') })), undefined))
