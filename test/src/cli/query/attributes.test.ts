import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../../src/admin/running.ts'
import { QUERIES } from '../../../../src/cli/operations.ts'
import { listDeviceGroupAttributes } from '../../../../src/cli/query/attributes.ts'
import { GROUPED, liveTree } from '../../../support/scstadmin.ts'

const { tree, close } = await liveTree(GROUPED)
const running = await Running.read(tree)
await close()

const IN_TARGET = { driver: 'iscsi', target: 'iqn.a' }

const statuses: readonly [query: string, given: object, status: number][] = [
  ['list_scst_attr', { name: '' }, 0],
  ['list_hnd_attr', { name: 'vdisk_nullio' }, 0],
  ['list_hnd_attr', { name: 'dev_disk' }, 1],
  ['list_drv_attr', { name: 'iscsi' }, 1],
  ['list_drv_attr', { name: 'scst_local' }, 0],
  ['list_drv_attr', { name: 'copy_manager' }, 0],
  ['list_tgt_attr', { name: 'iqn.a', driver: 'iscsi' }, 0],
  ['list_grp_attr', { name: 'g', ...IN_TARGET }, 1],
  ['list_lun_attr', { name: '0', ...IN_TARGET }, 0],
  ['list_ttgt_attr', { name: 'iqn.b', deviceGroup: 'dg', targetGroup: 'tg' }, 0],
]

for (const [query, given, status] of statuses) {
  test(`${query} of ${JSON.stringify(given)} exits with ${status}`, () => {
    const listing = QUERIES[query]!(running, { name: '', ...given }, {})
    assert.equal(listing.status ?? 0, status)
    assert.match(listing.text, /^\tAttribute /)
  })
}

test('an object without any attribute is said not to be there', () => {
  const { text } = listDeviceGroupAttributes(running, { name: 'dg' }, {})
  assert.equal(text, "No such device group 'dg' found or device group as no attributes.\n")
})

const absent: readonly [query: string, given: object, message: RegExp][] = [
  ['list_dev_attr', { name: 'x' }, /^deviceAttributes\(\): Device 'x' is not open$/],
  ['list_lun_attr', { name: '9', ...IN_TARGET }, /^lunAttributes\(\): LUN '9' does not exist$/],
  ['list_init_attr', { name: 'i', ...IN_TARGET, group: 'x' }, /Group 'x' does not exist$/],
  ['list_tgrp_attr', { name: 'x', deviceGroup: 'dg' }, /Target Group 'x' does not exist$/],
]

for (const [query, given, message] of absent) {
  test(`${query} of ${JSON.stringify(given)} cannot be read`, () => {
    assert.throws(
      () => QUERIES[query]!(running, { name: '', ...given }, {}),
      ({ text }: { text: string }) => message.test(text),
    )
  })
}

test('a driver without attributes has an empty table', () => {
  const { text, status } = QUERIES.list_drv_attr!(running, { name: '' }, {})
  assert.match(text, /\n\t\(none\)\n$/)
  assert.equal(status ?? 0, 0)
})
