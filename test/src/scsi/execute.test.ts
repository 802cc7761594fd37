import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { NullStore } from '../../../src/core/stores/null.ts'
import { systemError } from '../../../src/core/stores/system-calls.ts'
import { execute } from '../../../src/scsi/execute.ts'
import { ITLNexus } from '../../../src/scsi/itl-nexus.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
import { type DataTransfer, Task } from '../../../src/scsi/task.ts'
import { answerOf, disk, initiator, said, send, taskFor } from '../../support/scsi.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const READY = '00 00 00 00 00 00'
const READ = '28 00 00000000 00 0001 00'
const WRITE = '2a 00 00000000 00 0001 00'
const BEYOND = '28 00 ffffffff 00 0001 00'
const block = Buffer.alloc(512)

/** A store whose calls fail as a system call would. */
function failing(code: string): NullStore {
  const store = new NullStore(1 << 20)
  const fail = (syscall: string) => (): never => {
    throw systemError(code, syscall)
  }
  return Object.assign(store, {
    readInto: fail('read'),
    writeFrom: fail('write'),
    flush: fail('fdatasync'),
  })
}

function nullDisk(options = {}) {
  const lu = disk(options)
  lu.store = new NullStore(lu.size)
  return lu
}

describe('transfer lengths', () => {
  const residual = async (cdb: string, request: { alloc?: number; out?: Buffer }) => {
    const answer = await send(initiator(nullDisk()), cdb, request)
    return `${said(answer).slice(0, 4)} ${answer.residual}`
  }
  for (const [what, cdb, request, expected] of [
    ['READ with more room', READ, { alloc: 1024 }, 'GOOD 512'],
    ['READ with less', '28 00 00000000 00 0002 00', { alloc: 512 }, 'GOOD -512'],
    ['READ with none', READ, {}, 'GOOD -512'],
    ['READ that fails', BEYOND, { alloc: 512 }, '5/21 512'],
    ['WRITE with more data', WRITE, { out: Buffer.alloc(1024) }, 'GOOD 512'],
    ['WRITE with less', '2a 00 00000000 00 0002 00', { out: block }, 'GOOD -512'],
    ['WRITE with part of a block', '2a 00 00000000 00 0002 00', { out: Buffer.alloc(700) }, '5/0e -324'],
    ['WRITE with none', WRITE, {}, 'GOOD -512'],
    ['WRITE that fails takes its data', '2a 00 ffffffff 00 0001 00', { out: block }, '5/21 0'],
    ['WRITE whose CDB is wrong takes none', '2a 20 00000000 00 0001 00', { out: block }, '5/24 512'],
    ['an answer shorter than its room', '12 00 00 00 ff 00', { alloc: 255 }, 'GOOD 189'],
  ] as const)
    it(what, async () => assert.equal(await residual(cdb, request), expected))
})

describe('failures of the store', () => {
  for (const [code, read, write, flush] of [
    ['EIO', '3/11/00', '3/03/00', '3/03/00'],
    ['ENOSPC', '7/27/07', '7/27/07', '7/27/07'],
    ['EAGAIN', 'BUSY', 'BUSY', 'BUSY'],
  ] as const)
    it(code, async () => {
      const lu = disk()
      lu.store = failing(code)
      const nexus = initiator(lu)
      assert.equal(said(await send(nexus, READ, { alloc: 512 })), read)
      assert.equal(said(await send(nexus, WRITE, { out: block })), write)
      assert.equal(said(await send(nexus, '35 00 00000000 00 0000 00')), flush)
    })

  it('is one of the call that failed, whatever the command', async () => {
    const lu = disk()
    lu.store = failing('EIO')
    const nexus = initiator(lu)
    assert.equal(
      said(await send(nexus, '28 08 00000000 00 0001 00', { alloc: 512 })),
      '3/03/00',
      'FUA: a flush',
    )
    const compare = '89 00 0000000000000000 000000 01 00 00'
    assert.equal(said(await send(nexus, compare, { out: Buffer.alloc(1024) })), '3/11/00')
  })

  it('a fault of ours is an internal failure', async () => {
    const lu = nullDisk()
    lu.store!.readInto = () => {
      throw new TypeError('a bug')
    }
    assert.equal(said(await send(initiator(lu), READ, { alloc: 512 })), '4/44/00')
  })
})

describe('execute', () => {
  it('answers at once when the store does', () => {
    const nexus = initiator(nullDisk())
    const task = taskFor(nexus, READ, { alloc: 512 })
    assert.equal(execute(task), undefined)
    assert.equal(said(answerOf(task)), `GOOD ${'00'.repeat(512)}`)
  })

  it('allocates a task, a span callback and little else for a READ', () => {
    const lu = nullDisk()
    const nexus = initiator(lu)
    const itl = nexus.luns.get(0)!
    const cdb = Buffer.from(`${READ}000000000000`.replaceAll(' ', ''), 'hex')
    const span = Buffer.alloc(512)
    const transfer: DataTransfer = {
      ...{ expectedLength: 512, read: true, write: false },
      dataIn: (_length, fill) => void fill(span, 0),
      dataOut() {},
    }
    const run = (times: number) => {
      for (let tag = 0; tag < times; tag++)
        void execute(new Task(nexus, itl, 0, tag, 'simple', cdb, transfer))
    }
    run(20_000)
    const measured = () => {
      collectGarbage()
      const before = process.memoryUsage().heapUsed
      run(5_000)
      return (process.memoryUsage().heapUsed - before) / 5_000
    }
    // The least of some: on a busy machine the optimised code comes late.
    const perCommand = Math.min(...Array.from({ length: 5 }, measured))
    // Some 400 bytes, of which the task has 230.
    assert.ok(perCommand < 1_000, `${perCommand} bytes`)
  })
})

it('a deferred error is told once, before anything else', async () => {
  const nexus = initiator(nullDisk())
  nexus.luns.get(0)!.deferred = 'PERIPHERAL DEVICE WRITE FAULT'
  assert.equal(said(await send(nexus, READY)), 'deferred 3/03/00')
  assert.equal(said(await send(nexus, READY)), 'GOOD')
})

it('REPORTED LUNS DATA HAS CHANGED is told on one LUN only', async () => {
  const nexus = initiator(nullDisk(), nullDisk())
  for (const itl of nexus.luns.values()) itl.attend(SENSE['REPORTED LUNS DATA HAS CHANGED'])
  assert.equal(said(await send(nexus, READY, { lun: 1 })), '6/3f/0e')
  assert.equal(said(await send(nexus, READY)), 'GOOD')
})

it('an event that the transport delivers is no unit attention', async () => {
  const lu = nullDisk()
  const events: number[] = []
  const nexus = { ...initiator(), notify: (_lun: number, { asc }: { asc: number }) => events.push(asc) > 0 }
  const itl = new ITLNexus(nexus, 0, lu, false)
  lu.attach(itl)
  itl.unitAttentions.length = 0
  lu.resize(1 << 20)
  assert.deepEqual([events, itl.unitAttentions], [[0x2a], []])
})
