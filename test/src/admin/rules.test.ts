import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mannerOf } from '../../../src/admin/manner.ts'
import type { DynamicOwner } from '../../../src/admin/operation.ts'
import { type DriverOrTargetOptions, setDriverOrTarget, setPlain } from '../../../src/admin/rules.ts'
import type { Attributes } from '../../../src/config/configuration.ts'
import { type Options, stepsOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

const attributes = (values: Record<string, string[]>): Attributes => new Map(Object.entries(values))
const N1 = { kind: 'device', device: 'n1' } as const
const DRIVER: DynamicOwner = { kind: 'driver', driver: 'iscsi' }
const TARGET: DynamicOwner = { kind: 'target', driver: 'iscsi', target: 'iqn.t' }

async function system() {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device n1')
  await live.write('targets/iscsi/mgmt', 'add_target iqn.t')
  return {
    ...live,
    plain: (values: Record<string, string[]>, options: Options & { tellsSame?: boolean } = {}) =>
      stepsOn(
        live.tree,
        (run) => setPlain(N1, attributes(values), mannerOf(run), { tellsSame: options.tellsSame ?? false }),
        options,
      ),
    driverOrTarget: (
      ref: DynamicOwner,
      values: Record<string, string[]>,
      unnamed: DriverOrTargetOptions['unnamed'],
      options: Options = {},
    ) =>
      stepsOn(
        live.tree,
        (run) =>
          setDriverOrTarget(ref, attributes(values), mannerOf(run), {
            dynamic: run.running.dynamicAttributes('iscsi', ref.kind),
            unnamed,
          }),
        options,
      ),
  }
}

test('what is not so is set, what is so is left, what is not there is told', async () => {
  const { plain } = await system()
  const ran = await plain(
    { usn: ['77'], threads_num: ['1'], nosuch: ['1'], read_only: ['1'] },
    { tellsSame: true },
  )
  assert.equal(
    ran.stdout,
    `	-> WARNING: Device 'n1' lacks the settable attribute 'nosuch', ignoring.

	-> WARNING: Device 'n1' lacks the settable attribute 'read_only', ignoring.

	-> Attribute 'threads_num' already set to value '1', ignoring.
	-> Setting device attribute 'usn' to value '77' for device 'n1': done.
`,
  )
  assert.equal(ran.status, 1, 'one change')
})

test('a value that SCST keeps in another form is the same value, but not in strict mode', async () => {
  const { plain } = await system()
  await plain({ naa_id: ['5001405000000001'] })
  assert.equal((await plain({ naa_id: ['5001405000000001'] })).status, 0)
  assert.equal((await plain({ naa_id: ['5001405000000001'] }, { compatibility: 'strict' })).status, 1)
})

test('a write that changes nothing to be seen is no change', async () => {
  const { plain } = await system()
  assert.equal((await plain({ dump_prs: ['1'] })).status, 0)
})

test('of several values the last counts, in strict mode all are set', async () => {
  const { plain, read } = await system()
  await plain({ threads_num: ['2', '4'] })
  assert.equal(await read('devices/n1/threads_num'), '4\n[key]\n')
  assert.equal((await plain({ threads_num: ['2', '4'] })).status, 0)
  assert.equal((await plain({ threads_num: ['2', '4'] }, { compatibility: 'strict' })).status, 1)
})

test('an object that is not there is a warning', async () => {
  const { tree } = liveTree()
  const set = (options: Options) =>
    stepsOn(
      tree,
      (run) => setPlain(N1, attributes({ usn: ['1'] }), mannerOf(run), { tellsSame: true }),
      options,
    )
  const ran = await set({})
  assert.equal(
    ran.stdout,
    "\n\nWARNING: Received the following error:\n\n\tdeviceAttributes(): Device 'n1' is not open\n\n",
  )
  assert.equal(ran.status, 0)
  assert.equal((await set({ compatibility: 'strict' })).status, 1)
})

test('accounts are added one by one; a driver attribute that was set counts but in strict mode', async () => {
  const { driverOrTarget, read } = await system()
  const ran = await driverOrTarget(
    DRIVER,
    { IncomingUser: ['a twelve-bytes-1', 'b twelve-bytes-2'], link_local: ['0'] },
    'ignore',
  )
  assert.equal(ran.status, 3)
  assert.equal(await read('targets/iscsi/IncomingUser1'), 'b twelve-bytes-2\n[key]\n\n')
  assert.equal(await read('targets/iscsi/link_local'), '0\n[key]\n\n')
  assert.equal((await driverOrTarget(DRIVER, { IncomingUser: ['a  twelve-bytes-1'] }, 'ignore')).status, 0)
  const strict = { compatibility: 'strict' } as const
  assert.equal((await driverOrTarget(DRIVER, { link_local: ['1'] }, 'ignore', strict)).status, 0)
  assert.equal((await read('targets/iscsi/link_local')).trim(), '1')
})

test('a changed secret is written over the old one', async () => {
  const { driverOrTarget, read, names } = await system()
  for (const ref of [DRIVER, TARGET]) {
    const path = ref.kind === 'driver' ? 'targets/iscsi' : 'targets/iscsi/iqn.t'
    await driverOrTarget(ref, { IncomingUser: ['a twelve-bytes-1', 'b twelve-bytes-2'] }, 'remove')
    const wanted = { IncomingUser: ['a twelve-bytes-1', 'b twelve-bytes-3'] }
    const ran = await driverOrTarget(ref, wanted, 'remove')
    assert.equal(ran.status, 1)
    assert.equal(await read(`${path}/IncomingUser1`), 'b twelve-bytes-3\n[key]\n\n')
    assert.ok(!(await names(path)).includes('IncomingUser2'))
    assert.equal((await driverOrTarget(ref, wanted, 'remove')).stdout, '')
    for (const user of ['a', 'b'])
      await driverOrTarget(ref, { OutgoingUser: [`${user} twelve-bytes-5`] }, 'report')
    assert.equal(await read(`${path}/OutgoingUser`), 'b twelve-bytes-5\n[key]\n\n')
    const strict = await driverOrTarget(ref, { IncomingUser: ['b twelve-bytes-4'] }, 'remove', {
      compatibility: 'strict',
    })
    assert.match(strict.stdout, /FATAL: .*dynamic attribute\./s)
  }
})

test('of two secrets of a user the last counts, and of two outgoing accounts', async () => {
  const { driverOrTarget, read, names } = await system()
  const wanted = {
    IncomingUser: ['a twelve-bytes-1', 'a twelve-bytes-2'],
    OutgoingUser: ['b twelve-bytes-3', 'c twelve-bytes-4'],
  }
  assert.equal((await driverOrTarget(TARGET, wanted, 'remove')).status, 2)
  assert.equal(await read('targets/iscsi/iqn.t/IncomingUser'), 'a twelve-bytes-2\n[key]\n\n')
  assert.equal(await read('targets/iscsi/iqn.t/OutgoingUser'), 'c twelve-bytes-4\n[key]\n\n')
  assert.ok(!(await names('targets/iscsi/iqn.t')).includes('IncomingUser1'))
  assert.equal((await driverOrTarget(TARGET, wanted, 'remove')).stdout, '')
})

test('what is not named is ignored, reported or removed', async () => {
  const { driverOrTarget, names } = await system()
  await driverOrTarget(TARGET, { allowed_portal: ['10.*', '192.*'] }, 'ignore')
  assert.equal((await driverOrTarget(TARGET, {}, 'ignore')).stdout, '')
  assert.equal(
    (await driverOrTarget(TARGET, { allowed_portal: ['10.*'] }, 'report')).stdout,
    "\t-> Target dynamic attribute 'allowed_portal' with value '192.*' is not in configuration. Use -force to remove it.\n",
  )
  const removed = await driverOrTarget(TARGET, { allowed_portal: ['10.*'] }, 'remove')
  assert.equal(
    removed.stdout,
    "\t-> Removing dynamic attribute 'allowed_portal' with value '192.*' for driver/target 'iscsi/iqn.t': done.\n",
  )
  assert.ok(!(await names('targets/iscsi/iqn.t')).includes('allowed_portal1'))
})

test('a failed driver attribute is a warning, a failed target attribute the end', async () => {
  const { driverOrTarget } = await system()
  const driver = await driverOrTarget(DRIVER, { link_local: ['x'] }, 'ignore')
  assert.match(driver.stdout, /\n\nWARNING: .*\n\n\tFailed to set driver attribute\./s)
  const target = await driverOrTarget(TARGET, { MaxBurstLength: ['1'] }, 'ignore')
  assert.match(target.stdout, /\n\nFATAL: .*\n\n\tFailed to set target attribute\./s)
})

test('HW_TARGET is a mark of the file, no attribute', async () => {
  const { driverOrTarget } = await system()
  assert.equal((await driverOrTarget(TARGET, { HW_TARGET: [] }, 'ignore')).stdout, '')
})
