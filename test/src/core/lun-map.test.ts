import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const TARGET = 'targets/iscsi/t'
const LUNS = `${TARGET}/luns`

let live: LiveTree
before(async () => {
  live = liveTree()
  for (const name of ['a', 'b']) await live.write('handlers/vdisk_nullio/mgmt', `add_device ${name}\n`)
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
})

const command = async (text: string): Promise<readonly [string, string | undefined]> => {
  live.log.length = 0
  const code = await live.write(`${LUNS}/mgmt`, text)
  return [code, live.log.at(-1)]
}

test('sessions follow the map, and are told of it', async () => {
  const target = live.iscsi.findTarget('t')!
  const session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
  target.openSession(session)
  const attentions = (lun: number) => session.luns.get(lun)!.unitAttentions
  await command('add a 0\n')
  assert.deepEqual(attentions(0), [
    SENSE['POWER ON, RESET, OR BUS DEVICE RESET OCCURRED'],
    SENSE['REPORTED LUNS DATA HAS CHANGED'],
  ])
  attentions(0).length = 0
  await command('replace b 0\n')
  assert.ok(attentions(0).includes(SENSE['INQUIRY DATA HAS CHANGED']))
  assert.ok(!attentions(0).includes(SENSE['REPORTED LUNS DATA HAS CHANGED']))
  assert.equal(session.luns.get(0)!.device.name, 'b')
  await command('add a 7\n')
  attentions(0).length = 0
  await live.write('handlers/vdisk_nullio/mgmt', 'del_device a\n')
  assert.deepEqual([...session.luns.keys()], [0])
  assert.deepEqual(attentions(0), [SENSE['REPORTED LUNS DATA HAS CHANGED']])
  await command('clear\n')
  assert.equal(session.luns.size, 0)
  target.closeSession(session)
})

test('a LUN with commands in flight keeps the writer, and nobody else, waiting', async () => {
  const target = live.iscsi.findTarget('t')!
  const session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
  target.openSession(session)
  await command('add b 3\n')
  const nexus = session.luns.get(3)!
  nexus.begin()
  let ended = false
  const deletion = live.write(`${LUNS}/mgmt`, 'del 3\n').then(() => {
    ended = true
  })
  assert.equal(await live.write(`${TARGET}/ini_groups/mgmt`, 'create g\n'), '0')
  assert.equal(ended, false)
  assert.ok(nexus.lu.nexuses.has(nexus), 'the nexus stays until its commands have ended')
  nexus.end()
  await deletion
  assert.ok(!nexus.lu.nexuses.has(nexus))
  target.closeSession(session)
})
