import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree, runClassic, SAMPLE } from '../../../support/scstadmin.ts'

const ACCOUNT = ['targets/iscsi/mgmt', 'add_attribute IncomingUser joe 12charsecret'] as const

test('setting one attribute of a driver never takes an account away, force or not', async () => {
  const { tree, close } = await liveTree([...SAMPLE, ACCOUNT])
  const argv = ['-force', '-noprompt', '-set_drv_attr', 'iscsi', '-attributes', 'link_local=0']
  const { stdout } = await runClassic(tree, argv)
  assert.match(stdout, /Setting driver attribute 'link_local' to value '0' for driver 'iscsi': done\.\n/)
  assert.doesNotMatch(stdout, /IncomingUser/)
  assert.match(await tree.read('targets/iscsi/IncomingUser'), /^joe /)
  await close()
})

test('strict names accounts that were not named', async () => {
  const { tree, close } = await liveTree([ACCOUNT])
  const argv = ['-noprompt', '-set_drv_attr', 'iscsi', '-attributes', 'link_local=1']
  const { stdout } = await runClassic(tree, argv, { env: { SCST_COMPAT: 'strict' } })
  assert.match(
    stdout,
    /dynamic attribute 'IncomingUser' with value 'joe 12charsecret' is not in configuration/,
  )
  await close()
})

test('-resync_dev exits with 0 when it worked; strict with the number of changes', async () => {
  const { tree, close } = await liveTree([
    ['handlers/vdisk_fileio/mgmt', 'add_device f1 filename=/etc/hostname;read_only=1'],
  ])
  assert.equal((await runClassic(tree, ['-resync_dev', 'f1'])).status, 0)
  assert.equal((await runClassic(tree, ['-resync_dev', 'f1'], { env: { SCST_COMPAT: 'strict' } })).status, 1)
  await close()
})
