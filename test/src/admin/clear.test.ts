import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearConfiguration } from '../../../src/admin/clear.ts'
import type { Sysfs } from '../../../src/sysfs/sysfs.ts'
import { runOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'
import { GROUPED } from '../../support/scstadmin.ts'

test('everything goes, in order, and the driver is disabled', async () => {
  const { tree, write, names } = liveTree()
  for (const [path, text] of GROUPED) await write(path, text)
  await write('targets/iscsi/mgmt', 'add_attribute IncomingUser joe twelve-bytes-long')
  await write('targets/iscsi/enabled', '1')
  const ran = await runOn(tree, clearConfiguration, { force: true })
  assert.equal(
    ran.stdout,
    `
Collecting current configuration: done.

-> Clearing running configuration.
	-> Removing target group 'tg' from device group 'dg': done.
	-> Removing device 'n1' from target group 'dg': done.
	-> Removing device group 'dg': done.
	-> Removing all LUNs from driver/target 'copy_manager/copy_manager_tgt': done.
	-> Removing all initiators driver/target/group 'iscsi/iqn.a/g': done.
	-> Removing all LUNs from driver/target/group 'iscsi/iqn.a/g': done.
	-> Removing group 'g' from driver/target 'iscsi/iqn.a': done.
	-> Removing all LUNs from driver/target 'iscsi/iqn.a': done.
	-> Removing virtual target 'iqn.a' from driver 'iscsi': done.
	-> Removing all dynamic attributes from driver 'iscsi': done.
	-> Removing all dynamic attributes from driver 'scst_local': done.
	-> Closing device 'n2' using handler 'vdisk_nullio': done.
	-> Closing device 'n1' using handler 'vdisk_nullio': done.
	-> WARNING: Driver/target 'copy_manager/copy_manager_tgt' lacks the settable attribute 'enabled', ignoring.

	-> Disabling driver 'iscsi': done.
	-> Configuration cleared.

All done.
`,
  )
  assert.equal(ran.status, 0)
  assert.deepEqual(await names('devices'), [])
  assert.ok(!(await names('targets/iscsi')).includes('IncomingUser'))
})

test('a no at the prompt changes nothing', async () => {
  const { tree, write, names } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device n1')
  const ran = await runOn(tree, clearConfiguration, { force: true, input: '' })
  assert.match(ran.stdout, /\? Aborting action\.\n\nAll done\.\n$/)
  assert.deepEqual(await names('devices'), ['n1'])
})

test('an account that cannot be read has no value that could be removed', async () => {
  const { tree, write } = liveTree()
  await write('targets/iscsi/mgmt', 'add_attribute OutgoingUser joe twelve-bytes-long')
  const unreadable: Sysfs = {
    list: (path) => tree.list(path),
    stat: (path) => tree.stat(path),
    readlink: (path) => tree.readlink(path),
    snapshot: (path) => tree.snapshot(path),
    write: (path, text) => tree.write(path, text),
    read: async (path) => (path.endsWith('/OutgoingUser') ? '' : await tree.read(path)),
  }
  const ran = await runOn(unreadable, clearConfiguration, { force: true })
  assert.match(ran.stdout, /Removing all dynamic attributes from driver 'iscsi': done\.\n/)
  assert.equal(ran.status, 0)
})
