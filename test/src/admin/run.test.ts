import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addGroup } from '../../../src/admin/operation.ts'
import { Exit, statusOf } from '../../../src/admin/run.ts'
import { setAttribute } from '../../../src/admin/set-attribute.ts'
import { fail, look, must, queue, read, type Steps, settle, warn, write } from '../../../src/admin/step.ts'
import { type Options, runOn, stepsOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

test('a run begins with a banner and ends with a line', async () => {
  const ran = await runOn(liveTree().tree, async (run) => {
    await run.begin()
    return run.end(3)
  })
  assert.deepEqual(ran, {
    status: 3,
    stdout: '\nCollecting current configuration: done.\n\n\nAll done.\n',
    stderr: '',
  })
})

test('an initiator in two groups ends it, unless -force is given', async () => {
  const { tree, write: change } = liveTree()
  await change('targets/iscsi/mgmt', 'add_target iqn.t')
  for (const group of ['a', 'b']) {
    await change('targets/iscsi/iqn.t/ini_groups/mgmt', `create ${group}`)
    await change(`targets/iscsi/iqn.t/ini_groups/${group}/initiators/mgmt`, 'add iqn.*')
  }
  const begin = (options: Options) =>
    runOn(
      tree,
      async (run) => {
        await run.begin()
        return 0
      },
      options,
    )
  const ran = await begin({})
  const isRefused = ran.stdout.includes(
    "FATAL: Initiator 'iqn.*' belongs to more than one groups for driver/target 'iscsi/target'",
  )
  // Where the tree itself takes no initiator twice there is nothing to refuse.
  assert.equal(ran.status, isRefused ? 1 : 0)
  assert.equal((await begin({ force: true })).status, 0)
})

for (const [answer, yes] of [
  ['y\n', true],
  ['YES', true],
  ['yy\n', false],
  [' y\n', false],
  ['', false],
] as const) {
  test(`${JSON.stringify(answer)} at the prompt is ${yes ? 'a yes' : 'a no'}`, async () => {
    let went: boolean | undefined
    await runOn(
      liveTree().tree,
      async (run) => {
        went = await run.confirm()
        return 0
      },
      { input: answer },
    )
    assert.equal(went, yes)
  })
}

test('before the question stands who may lose disks, but not in strict mode', async () => {
  const sessions = [{ driver: 'iscsi', target: 't', session: 'iqn.i' }]
  const confirm = (options: Options) =>
    runOn(
      liveTree().tree,
      async (run) => {
        await run.confirm(sessions)
        return 0
      },
      { input: '', ...options },
    )
  assert.match(
    (await confirm({})).stdout,
    /^These initiators .*:\n\tiqn\.i on iscsi\/t\nPerforming this action/,
  )
  assert.match((await confirm({ compatibility: 'strict' })).stdout, /^Performing this action/)
})

test('a warning goes on, a failure ends, or is a line with -cont_on_err', async () => {
  function* steps(): Steps {
    yield* warn('w')
    yield* fail('f')
  }
  const { tree } = liveTree()
  const ended = await stepsOn(tree, steps)
  assert.equal(
    ended.stdout,
    '\n\nWARNING: Received the following error:\n\n\tw\n\n\n\nFATAL: Received the following error:\n\n\tf\n\n',
  )
  assert.equal(ended.status, 1)
  const went = await stepsOn(tree, steps, { continueOnError: true })
  assert.equal(went.stdout, '\n\nWARNING: Received the following error:\n\n\tw\n\nf\n')
  assert.equal(went.status, 0)
})

test('-debug shows writes instead of doing them', async () => {
  const { tree, read: readFile } = liveTree()
  const ran = await stepsOn(tree, () => write(setAttribute({ kind: 'scst' }, 'threads', '9')), {
    debug: true,
  })
  assert.equal(ran.stdout, `DBG(${process.pid}): /sys/kernel/scst_tgt/threads -> threads = 9\n`)
  assert.equal(await readFile('threads'), '2\n')
})

test('queued writes are done before the next step, and counted when asked', async () => {
  const { tree, write: change } = liveTree()
  await change('targets/iscsi/mgmt', 'add_target iqn.t')
  function* steps(): Steps<number> {
    yield* queue(addGroup('iscsi', 'iqn.t', 'a'), false)
    yield* queue(addGroup('iscsi', 'iqn.t', 'b'), false)
    yield* look({ kind: 'group', driver: 'iscsi', target: 'iqn.t', group: 'b' })
    return yield* settle()
  }
  const ran = await stepsOn(tree, steps)
  assert.equal(ran.status, 2)
  assert.equal(ran.stdout.split('\n').length, 3)
})

test('what was written is read anew', async () => {
  const { tree, write: change } = liveTree()
  await change('targets/iscsi/mgmt', 'add_target iqn.t')
  const path = 'targets/iscsi/iqn.t/enabled'
  function* steps(): Steps<number> {
    const [before] = yield* read([path, 'nosuch'])
    yield* write(setAttribute({ kind: 'target', driver: 'iscsi', target: 'iqn.t' }, 'enabled', '1'))
    const [after, missing] = yield* read([path, 'nosuch'])
    assert.deepEqual([before, after, missing], ['0', '1', undefined])
    return 0
  }
  assert.equal((await stepsOn(tree, steps)).status, 0)
})

test('the status of a run that ends early', async () => {
  assert.equal(await statusOf(async () => Promise.reject(new Exit(7))), 7)
  await assert.rejects(
    statusOf(async () => Promise.reject(new Error('bug'))),
    /bug/,
  )
})

test('-debug fails where the file could not be opened', async () => {
  const { tree } = liveTree()
  const ran = await stepsOn(tree, () => must(addGroup('iscsi', 'nosuch', 'g')), { debug: true })
  assert.match(ran.stdout, /: done\.\n\n\nFATAL: .*\n\n\tNo such target exists\.\n\n$/)
  const fixed = await stepsOn(tree, () => write(setAttribute({ kind: 'scst' }, 'version', '9')), {
    debug: true,
  })
  assert.equal(fixed.status, 8)
})

test('what cannot be read between two steps ends the run with a line', async () => {
  const ran = await stepsOn(liveTree().tree, (run) =>
    // biome-ignore lint/correctness/useYield: it ends before its first step
    (function* (): Steps {
      run.running.deviceCreateAttributes('gone')
    })(),
  )
  assert.match(
    ran.stdout,
    /^\n\nFATAL: .*\n\n\tdeviceCreateAttributes\(\): Handler 'gone' is not available\n\n$/s,
  )
  assert.equal(ran.status, 1)
})

test('the account of a run begins a line of its own behind an error number', async () => {
  const ran = await stepsOn(liveTree().tree, () =>
    (function* (): Steps {
      yield* must(setAttribute({ kind: 'scst' }, 'threads', '2'))
      yield* must(setAttribute({ kind: 'scst' }, 'threads', 'x'))
    })(),
  )
  assert.match(ran.stderr, /^\(EINVAL\) \nStopped half-way\. Done: 1 /)
})
