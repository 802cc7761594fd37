import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScstLocal } from '../../../src/core/scst-local.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { liveTree } from '../../support/live-tree.ts'

const driver = (): ScstLocal => {
  const found = liveTree().scst.drivers.get('scst_local')
  assert.ok(found instanceof ScstLocal)
  return found
}

test('each session has a SAS address of its own', () => {
  const local = driver()
  const target = local.addTarget('t')
  for (let n = 1; n <= 17; n++) local.addSession(target, `s${n}`)
  const addressOf = (name: string) => Buffer.from(target.sessions.get(name)!.transportId).toString('hex')
  assert.equal(addressOf('s1'), `060000005feede401fade050${'00'.repeat(12)}`)
  assert.equal(addressOf('s16').slice(0, 24), '060000005feede410fade050')
  assert.equal(addressOf('s17').slice(0, 24), '060000005feede411fade050')
})

test('a session is deleted by its initiator’s name, the first of several', () => {
  const local = driver()
  const target = local.addTarget('t')
  for (let n = 0; n < 2; n++) local.addSession(target, 's')
  local.deleteSession(target, 's')
  assert.deepEqual([...target.sessions.keys()], ['s_1'])
  assert.throws(
    () => local.deleteSession(target, 's_1'),
    (error) => error instanceof Refusal && error.code === 'EINVAL',
  )
})

test('a scsi_transport_version of 0 is the default', () => {
  const target = driver().addTarget('t')
  target.setScsiVersion(7)
  assert.deepEqual([target.scsiTransportVersion, target.hasOwnScsiVersion], [7, true])
  target.setScsiVersion(0)
  assert.deepEqual([target.scsiTransportVersion, target.hasOwnScsiVersion], [0xbe0, false])
})
