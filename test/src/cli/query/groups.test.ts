import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReadError } from '../../../../src/admin/read-error.ts'
import { Running } from '../../../../src/admin/running.ts'
import { listGroups } from '../../../../src/cli/query/groups.ts'
import { lines, liveTree, SAMPLE } from '../../../support/scstadmin.ts'

const LUNS = [1, 9, 10].map((lun) => ['targets/iscsi/iqn.a/luns/mgmt', `add n2 ${lun}`] as const)
const { tree, close } = await liveTree([
  ...SAMPLE,
  ...LUNS,
  ['targets/iscsi/iqn.a/ini_groups/mgmt', 'create empty'],
  ['targets/iscsi/iqn.a/ini_groups/mgmt', 'create inis'],
  ['targets/iscsi/iqn.a/ini_groups/inis/initiators/mgmt', 'add iqn.j'],
])
const running = await Running.read(tree)
await close()

const group = (name: string) => listGroups(running, { name, driver: 'iscsi', target: 'iqn.a' }, {}).text

test('LUNs are sorted as texts', () => {
  const { text } = listGroups(running, { name: 'nosuch', driver: 'iscsi' }, {})
  assert.ok(text.includes('\t0    n1\n\t1    n2\n\t10   n2\n\t9    n2\n'), text)
})

test('a group with nothing in it, and one without LUNs', () => {
  assert.equal(group('empty'), "Group 'empty' has no associated LUNs or initiators.\n")
  assert.equal(
    group('inis'),
    lines(
      'Assigned LUNs:',
      '',
      '\t(none)',
      '',
      'Assigned Initiators:',
      '',
      '\tInitiator',
      '\t-----',
      '\tiqn.j',
    ),
  )
})

test('a group that is not there cannot be read', () => {
  assert.throws(() => group('nosuch'), ReadError)
})

test('what is not found is said in as many words as were given', () => {
  const text = (driver?: string, target?: string) =>
    listGroups(running, { name: '', driver, target }, {}).text
  assert.equal(text('nosuch'), "Driver 'nosuch' not found.\n")
  assert.equal(text(undefined, 'x'), "Target 'x' not found.\n")
  assert.equal(text('iscsi', 'x'), "Driver/target 'iscsi/x' not found\n")
})

test('of a group that is not there the initiators tell why', () => {
  const why = (driver: string, target: string) => {
    try {
      listGroups(running, { name: 'g', driver, target }, {})
    } catch (error) {
      return (error as ReadError).text
    }
    return undefined
  }
  assert.equal(why('nosuch', 'iqn.a'), "initiators(): Driver 'nosuch' is not available")
  assert.equal(why('iscsi', 'nosuch'), "initiators(): Target 'nosuch' is not available")
})
