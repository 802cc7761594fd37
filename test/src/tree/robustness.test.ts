import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Node } from '../../../src/sysfs/sysfs.ts'
import { liveTree } from '../../support/live-tree.ts'

/** Words that commands are made of, and some that nobody expects. */
const WORDS = [
  ...['add', 'del', 'replace', 'replace_no_ua', 'clear', 'create', 'move', 'add_device', 'del_device'],
  ...['add_target', 'del_target', 'add_session', 'del_session', 'add_attribute', 'del_attribute'],
  ...['add_target_attribute', 'del_target_attribute', 'IncomingUser', 'OutgoingUser', 'allowed_portal'],
  ...['d', 'e', 't', 'a/b', 'g', 'iqn.*', '!', '0', '1', '2', '-1', '0x10', '16384', 'read_only=1', ';'],
  ...['size_mb=1', 'blocksize=4096', 'QueuedCommands=7', 'twelve_bytes_', 'active', 'standby', 'all', 'none'],
  ...['99999999999999999999', '\n', '\0', '\xff', '__proto__', 'constructor', '[', '%s'],
]
const line = fc
  .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary-ascii' })), { maxLength: 6 })
  .map((words) => words.join(' '))

const files = (node: Node, path: string): string[] => {
  if (node.type === 'link') return []
  if (node.type === 'file') return (node.mode & 0o200) === 0 ? [] : [path]
  return Array.from(node.entries, ([name, child]) =>
    files(child, path === '' ? name : `${path}/${name}`),
  ).flat()
}

/** It goes out into the network. */
const isLocal = (path: string) => !path.endsWith('iSNSServer')

test('whatever is written, an error number is all that can go wrong', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(), line), { maxLength: 60 }), async (writes) => {
      const live = liveTree()
      for (const [path, text] of [
        ['handlers/vdisk_nullio/mgmt', 'add_device d\n'],
        ['targets/iscsi/mgmt', 'add_target t\n'],
        ['targets/iscsi/t/ini_groups/mgmt', 'create g\n'],
        ['targets/scst_local/mgmt', 'add_target a/b session_name=s\n'],
        ['device_groups/mgmt', 'create g\n'],
        ['device_groups/g/target_groups/mgmt', 'create t\n'],
      ] as const) {
        assert.equal(await live.write(path, text), '0')
      }
      for (const [choice, text] of writes) {
        const all = files(await live.tree.snapshot(''), '').filter(isLocal)
        const path = all[choice % all.length]!
        assert.match(await live.write(path, text), /^(0|[A-Z0-9]+)$/, `${JSON.stringify(text)} > ${path}`)
      }
      await live.scst.close()
    }),
    { numRuns: 40 },
  )
})
