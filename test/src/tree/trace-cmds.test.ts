import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import { execute } from '../../../src/scsi/execute.ts'
import { Task } from '../../../src/scsi/task.ts'
import { liveTree } from '../../support/live-tree.ts'

test('commands and task management in progress have a line each', async () => {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  await live.write('targets/iscsi/t/luns/mgmt', 'add d 2\n')
  const target = live.iscsi.findTarget('t')!
  const session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
  target.openSession(session)
  session.luns.get(2)!.unitAttentions.length = 0
  const transfer = {
    expectedLength: 0,
    read: false,
    write: false,
    dataIn: () => undefined,
    dataOut: () => undefined,
  }
  const task = new Task(session, session.luns.get(2), 2, 255, 'simple', Buffer.alloc(16), transfer)
  await live.write('suspend', '0\n')
  const running = execute(task)
  assert.equal(
    await live.read('trace_cmds'),
    `cmd ff: state EXEC_CHECK_SN; op TEST UNIT READY; tgtt iscsi; tgt t; session iqn.x; grp t; LUN 2; ini iqn.x; cdb ${'0'.repeat(32)}\n`,
  )
  session.taskManagement.add({ name: 'ABORT TASK', lun: 2, tag: 255 })
  assert.equal(
    await live.read('trace_mcmds'),
    'mcmd ff: state EXEC; tgtt iscsi; tgt t; session iqn.x; fn ABORT TASK; LUN 2; tag 255\n',
  )
  await live.write('suspend', '-1\n')
  await running
  assert.equal(await live.read('trace_cmds'), '')
})
