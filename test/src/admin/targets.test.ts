import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mannerOf } from '../../../src/admin/manner.ts'
import { Running } from '../../../src/admin/running.ts'
import { createTarget, destroyTarget, dynamicOf, setEnabled } from '../../../src/admin/targets.ts'
import { dry, stepsOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

test('a target comes and goes', async () => {
  const { tree, names } = liveTree()
  const made = await stepsOn(tree, (run) =>
    createTarget('iscsi', 'iqn.t', new Map(), run.running, mannerOf(run)),
  )
  assert.equal(made.stdout, "\t-> Creating target 'iqn.t' for driver 'iscsi': done.\n")
  const gone = await stepsOn(tree, (run) => destroyTarget('iscsi', 'iqn.t', mannerOf(run)))
  assert.equal(gone.stdout, "\t-> Removing virtual target 'iqn.t' from driver 'iscsi': done.\n")
  assert.ok(!(await names('targets/iscsi')).includes('iqn.t'))
})

test('a driver that cannot disable its targets says so on standard error only', async () => {
  const { tree, write } = liveTree()
  await write('targets/scst_local/mgmt', 'add_target loc')
  const gone = await stepsOn(tree, (run) => destroyTarget('scst_local', 'loc', mannerOf(run)))
  assert.equal(gone.status, 0)
  assert.equal(gone.stderr, '(ENOENT) ')
})

test('live sessions are closed before the target goes', async () => {
  const { tree, write, names } = liveTree()
  await write('targets/scst_local/mgmt', 'add_target loc session_name=s1')
  await write('targets/scst_local/mgmt', 'add_session loc s2')
  const gone = await stepsOn(tree, (run) => destroyTarget('scst_local', 'loc', mannerOf(run)))
  assert.equal(gone.status, 0)
  assert.ok(!(await names('targets/scst_local')).includes('loc'))
})

test('sessions that stay are waited for, and then the target stays', async () => {
  const manner = {
    force: false,
    debug: false,
    continuesOnError: false,
    preserveClusterMode: false,
    departs: () => true,
  }
  const { wanted, result } = await dry(destroyTarget('d', 't', manner), { write: 0, sessions: ['s'] })
  assert.equal(result, 54)
  const pauses = wanted.filter((step) => (step as { kind: string }).kind === 'pause')
  assert.equal(
    pauses.reduce<number>((sum, step) => sum + (step as { milliseconds: number }).milliseconds, 0),
    300_000,
  )
})

test('enabling what is enabled is no change', async () => {
  const { tree, write } = liveTree()
  await write('targets/iscsi/mgmt', 'add_target iqn.t')
  const enable = () => stepsOn(tree, (run) => setEnabled('iscsi', 'iqn.t', true, run.running, mannerOf(run)))
  assert.equal((await enable()).stdout, "\t-> Enabling driver/target 'iscsi/iqn.t': done.\n")
  assert.equal((await enable()).stdout, '')
})

test('a driver that is not there has no dynamic attributes', async () => {
  const running = await Running.read(liveTree().tree)
  assert.equal(dynamicOf(running, 'qla2x00t', 'target').size, 0)
  assert.ok(dynamicOf(running, 'iscsi', 'driver').has('IncomingUser'))
})
