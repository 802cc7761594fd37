import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../../src/admin/running.ts'
import { listDrivers, listTargets } from '../../../../src/cli/query/drivers.ts'
import { lines, liveTree, SAMPLE } from '../../../support/scstadmin.ts'

const { tree, close } = await liveTree([...SAMPLE, ['targets/iscsi/mgmt', 'add_target iqn.b']])
const running = await Running.read(tree)
await close()

test('a driver stands beside its first target only', () => {
  assert.equal(
    listDrivers(running, { name: 'iscsi' }, {}).text,
    lines('\tDriver Target', '\t-----------', '\tiscsi iqn.a', '\t      iqn.b'),
  )
})

test('a driver without targets has a heading alone', () => {
  assert.equal(
    listTargets(running, { name: '', driver: 'scst_local' }, {}).text,
    lines('\tDriver     Target', '\t-----------'),
  )
})

test('a target without its driver is passed over, as the original does', () => {
  assert.equal(listTargets(running, { name: 'iqn.b' }, {}).text, listTargets(running, { name: '' }, {}).text)
})

test('an unknown driver is said to be none', () => {
  const text = "No such driver 'nosuch' exists.\n"
  assert.equal(listDrivers(running, { name: 'nosuch' }, {}).text, text)
  assert.equal(listTargets(running, { name: '', driver: 'nosuch' }, {}).text, text)
})

test('0 is a name like any other', () => {
  assert.equal(listDrivers(running, { name: '0' }, {}).text, "No such driver '0' exists.\n")
  assert.equal(listTargets(running, { name: '', driver: '0' }, {}).text, "No such driver '0' exists.\n")
})
