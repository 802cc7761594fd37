import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { dispatch, dropsTaskManagement } from '../../../src/core/dispatch.ts'
import { Session } from '../../../src/core/session.ts'
import { Task } from '../../../src/scsi/task.ts'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

let live: LiveTree
let session: Session

beforeEach(async () => {
  live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  await live.write('targets/iscsi/t/luns/mgmt', 'add d 0\n')
  const target = live.iscsi.findTarget('t')!
  session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
  target.openSession(session)
  session.luns.get(0)!.unitAttentions.length = 0
})

/** A command of `length` bytes in one direction. */
const task = (cdb: string, direction: 'in' | 'out' | 'none', length = 0): Task =>
  new Task(session, session.luns.get(0), 0, 1, 'simple', Buffer.from(cdb.padEnd(32, '0'), 'hex'), {
    expectedLength: length,
    read: direction === 'in',
    write: direction === 'out',
    dataIn: async (bytes, fill) => void (await fill(new Uint8Array(Math.min(bytes, length)), 0)),
    dataOut: async (bytes, drain) => void (await drain([new Uint8Array(Math.min(bytes, length))], 0)),
  })

const READ_16_BLOCKS_AT_8 = '2800000000080000100000'
const WRITE_1_BLOCK_AT_1 = '2a00000000010000010000'
const TEST_UNIT_READY = '000000000000'

test('finished commands are counted by direction', async () => {
  await dispatch(session, task(READ_16_BLOCKS_AT_8, 'in', 8192))
  await dispatch(session, task(WRITE_1_BLOCK_AT_1, 'out', 512))
  await dispatch(session, task(TEST_UNIT_READY, 'none'))
  await dispatch(session, task('ff', 'none'))
  const { read, write, none, unknown } = session.counters
  assert.deepEqual(read, { commands: 1, bytes: 8192, unaligned: 0 })
  assert.deepEqual(write, { commands: 1, bytes: 512, unaligned: 1 })
  assert.equal(none.commands, 1)
  assert.equal(unknown.commands, 1)
  assert.equal(session.commands, 0)
  assert.equal(await live.read('targets/iscsi/t/read_io_count_kb'), '8\n')
  await live.write('targets/iscsi/t/sessions/iqn.x/read_cmd_count', '0\n')
  assert.equal(await live.read('targets/iscsi/t/read_io_count_kb'), '0\n')
})

test('a black hole swallows what it should', async () => {
  const kinds: readonly (readonly [kind: string, read: boolean, ready: boolean, management: boolean])[] = [
    ['0', true, true, false],
    ['1', false, false, false],
    ['2', false, false, true],
    ['3', false, true, false],
    ['4', false, true, true],
  ]
  for (const [kind, read, ready, management] of kinds) {
    await live.write('targets/iscsi/t/black_hole', `${kind}\n`)
    assert.equal(await dispatch(session, task(READ_16_BLOCKS_AT_8, 'in', 8192)), read, kind)
    assert.equal(await dispatch(session, task(TEST_UNIT_READY, 'none')), ready, kind)
    assert.equal(dropsTaskManagement(session), management, kind)
  }
})

test('a blocked device holds its commands until it is let go', async () => {
  await live.write('devices/d/block', '1\n')
  let done = false
  const running = Promise.resolve(dispatch(session, task(TEST_UNIT_READY, 'none'))).then(() => {
    done = true
  })
  await new Promise(setImmediate)
  assert.equal(done, false)
  assert.equal(await live.read('targets/iscsi/t/sessions/iqn.x/commands'), '1\n')
  assert.match(await live.read('trace_cmds'), /^cmd 1: state EXEC_CHECK_SN; op TEST UNIT READY; tgtt iscsi; /)
  await live.write('devices/d/block', '0\n')
  await running
  assert.equal(await live.read('trace_cmds'), '')
})

test('commands are timed by stage while it is wanted', async () => {
  await live.write('measure_latency', '1\n')
  await dispatch(session, task(READ_16_BLOCKS_AT_8, 'in', 8192))
  await dispatch(session, task(WRITE_1_BLOCK_AT_1, 'out', 512))
  await live.write('devices/d/block', '1 1\n')
  const held = Promise.resolve(dispatch(session, task(TEST_UNIT_READY, 'none')))
  await live.write('devices/d/block', '0\n')
  await held
  const states = async (file: string) => {
    const text = await live.read(`targets/iscsi/t/sessions/iqn.x/latency/${file}`)
    return text.split('\n').map((line) => line.split(' ').slice(0, 2).join(' '))
  }
  assert.deepEqual(await states('r8192'), ['state count', 'LOCAL_EXEC 1', 'REAL_EXEC 1', 'total 1', ''])
  assert.deepEqual(await states('w512'), [
    'state count',
    'DATA_WAIT 1',
    'LOCAL_EXEC 1',
    'REAL_EXEC 1',
    'total 1',
    '',
  ])
  assert.deepEqual(await states('n512'), [
    'state count',
    'EXEC_CHECK_BLOCKING 1',
    'LOCAL_EXEC 1',
    'total 1',
    '',
  ])
})
