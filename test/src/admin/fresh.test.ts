import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valuesOf } from '../../../src/admin/attributes.ts'
import { readFirstLine, readObject, readSessions } from '../../../src/admin/fresh.ts'
import { liveTree } from '../../support/live-tree.ts'
import { GROUPED } from '../../support/scstadmin.ts'

const { tree, write } = liveTree()
for (const [path, text] of GROUPED) await write(path, text)

test('one object, as it is now', async () => {
  const usn = (await readObject(tree, { kind: 'device', device: 'n1' })).get('usn')!
  await write('devices/n1/usn', '77')
  const now = (await readObject(tree, { kind: 'device', device: 'n1' })).get('usn')!
  assert.notDeepEqual(valuesOf(usn), ['77'])
  assert.deepEqual(valuesOf(now), ['77'])
})

test('a driver, without its targets', async () => {
  const attributes = await readObject(tree, { kind: 'driver', driver: 'iscsi' })
  assert.deepEqual(valuesOf(attributes.get('enabled')!), ['0'])
  assert.ok(!attributes.has('iqn.a'))
})

test('a local target of a target group, through its link', async () => {
  await write('device_groups/dg/target_groups/tg/mgmt', 'add iqn.a')
  const ref = { kind: 'targetGroupTarget', deviceGroup: 'dg', targetGroup: 'tg', target: 'iqn.a' } as const
  assert.ok((await readObject(tree, ref)).has('rel_tgt_id'))
})

test('what is missing is said by the reader', async () => {
  await assert.rejects(
    readObject(tree, { kind: 'device', device: 'x' }),
    /deviceAttributes\(\): Device 'x' is not open/,
  )
  await assert.rejects(readSessions(tree, 'iscsi', 'x'), /sessions\(\): Target 'x' is not available/)
})

test('no sessions, and first lines', async () => {
  assert.deepEqual(await readSessions(tree, 'iscsi', 'iqn.a'), [])
  assert.equal(await readFirstLine(tree, 'targets/iscsi/iqn.a/enabled'), '0')
  assert.equal(await readFirstLine(tree, 'targets/iscsi/x/enabled'), undefined)
})

test('what is missing is told without reading everything', async () => {
  const asked: string[] = []
  const watched = new Proxy(tree, {
    get: (of, name) => {
      if (name === 'snapshot')
        return (path: string) => {
          asked.push(path)
          return of.snapshot(path)
        }
      const member = Reflect.get(of, name)
      return typeof member === 'function' ? member.bind(of) : member
    },
  })
  const lun = { kind: 'lun', driver: 'iscsi', target: 'iqn.a', lun: '9' } as const
  await assert.rejects(readObject(watched, lun), /lunAttributes\(\): LUN '9' does not exist/)
  assert.deepEqual(asked, ['targets/iscsi/iqn.a/luns/9'])
})
