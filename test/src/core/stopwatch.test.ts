import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import { Stopwatch } from '../../../src/core/stopwatch.ts'
import { type DataTransfer, Task } from '../../../src/scsi/task.ts'
import { liveTree } from '../../support/live-tree.ts'

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 2))

const taskWith = (transfer: Partial<DataTransfer>): Task => {
  const session = new Session(liveTree().iscsi.addTarget('t'), 's', 's', new Uint8Array())
  const whole: DataTransfer = {
    expectedLength: 512,
    read: true,
    write: false,
    dataIn: (_, fill) => void fill(new Uint8Array(512), 0),
    dataOut: () => undefined,
    ...transfer,
  }
  return new Task(session, undefined, 0, 1, 'simple', Buffer.alloc(16), whole)
}

test('what a command does not come through has no time', () => {
  const watch = new Stopwatch(taskWith({}))
  assert.deepEqual(Object.keys(watch.stages()), ['LOCAL_EXEC'])
})

test('the store’s time is its own', async () => {
  const task = taskWith({ dataIn: async (_, fill) => void (await fill(new Uint8Array(512), 0)) })
  const watch = new Stopwatch(task)
  assert.equal(task.transfer, watch)
  assert.deepEqual([watch.expectedLength, watch.read, watch.write], [512, true, false])
  await task.transfer.dataIn(512, pause)
  const { LOCAL_EXEC, REAL_EXEC, DATA_WAIT } = watch.stages()
  assert.ok(REAL_EXEC! >= 1000, String(REAL_EXEC))
  assert.ok(LOCAL_EXEC! < REAL_EXEC!)
  assert.equal(DATA_WAIT, undefined)
})

test('waiting for data is not storing them', async () => {
  const task = taskWith({
    dataOut: async (_, drain) => {
      await pause()
      await drain([new Uint8Array(512)], 0)
    },
  })
  const watch = new Stopwatch(task)
  await task.transfer.dataOut(512, () => undefined)
  const { DATA_WAIT, REAL_EXEC } = watch.stages()
  assert.ok(DATA_WAIT! >= 1000 && REAL_EXEC! < DATA_WAIT!, `${DATA_WAIT} ${REAL_EXEC}`)
})

test('a command that is held back is timed until it starts, and abandoned like any other', async () => {
  let abandoned = 0
  const task = taskWith({ abandon: () => abandoned++ })
  const watch = new Stopwatch(task)
  let started = 0
  task.start = () => started++
  watch.holdsBack(task)
  await pause()
  task.start()
  task.transfer.abandon?.()
  assert.ok(watch.stages().EXEC_CHECK_BLOCKING! >= 1000)
  assert.deepEqual([started, abandoned], [1, 1])
})
