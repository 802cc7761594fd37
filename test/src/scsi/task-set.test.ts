import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NullStore } from '../../../src/core/stores/null.ts'
import { execute } from '../../../src/scsi/execute.ts'
import type { LogicalUnit } from '../../../src/scsi/logical-unit.ts'
import type { Task, TaskAttribute } from '../../../src/scsi/task.ts'
import { Random } from '../../fuzz/random.ts'
import { disk, initiator, type TestNexus, taskFor } from '../../support/scsi.ts'

/** A store whose reads and writes end when they are let go, in the order they began. */
class SlowStore extends NullStore {
  readonly running: (() => void)[] = []

  override readInto(span: Uint8Array): never {
    span.fill(0)
    return this.#slow() as never
  }

  override writeFrom(): never {
    return this.#slow() as never
  }

  #slow(): Promise<number> {
    return new Promise((resolve) => this.running.push(() => resolve(512)))
  }
}

function slowDisk(options = {}): { lu: LogicalUnit; store: SlowStore } {
  const lu = disk(options)
  const store = new SlowStore(lu.size)
  lu.store = store
  return { lu, store }
}

const READ = '28 00 00000000 00 0001 00'
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Starts tasks and says which of them have reached the store, by name and in order. */
class Trial {
  readonly ended: string[] = []
  readonly #store: SlowStore

  constructor(store: SlowStore) {
    this.#store = store
  }

  begin(name: string, nexus: TestNexus, attribute: TaskAttribute, cdb = READ): Task {
    const write = cdb.startsWith('2a') || cdb.startsWith('89')
    const size = cdb.startsWith('89') ? 1024 : 512
    const request = cdb.startsWith('15')
      ? { attribute }
      : write
        ? { out: Buffer.alloc(size), attribute }
        : { alloc: 512, attribute }
    const task = taskFor(nexus, cdb, request)
    void Promise.resolve(execute(task)).then(() => this.ended.push(name))
    return task
  }

  get running(): number {
    return this.#store.running.length
  }

  /** The first, or any. */
  async letOneGo(r?: Random): Promise<void> {
    const { running } = this.#store
    running.splice(r?.below(running.length) ?? 0, 1)[0]?.()
    await settled()
  }
}

describe('task attributes', () => {
  it('SIMPLE tasks run beside each other', () => {
    const { lu, store } = slowDisk()
    const [nexus, trial] = [initiator(lu), new Trial(store)]
    for (const name of ['a', 'b', 'c']) trial.begin(name, nexus, 'simple')
    assert.equal(trial.running, 3)
  })

  it('ORDERED waits for all before it, and all behind it wait', async () => {
    const { lu, store } = slowDisk()
    const [nexus, trial] = [initiator(lu), new Trial(store)]
    trial.begin('simple', nexus, 'simple')
    trial.begin('ordered', nexus, 'ordered')
    trial.begin('later', nexus, 'simple')
    assert.equal(trial.running, 1)
    await trial.letOneGo()
    assert.deepEqual([trial.ended, trial.running], [['simple'], 1])
    await trial.letOneGo()
    await trial.letOneGo()
    assert.deepEqual(trial.ended, ['simple', 'ordered', 'later'])
  })

  it('HEAD OF QUEUE passes them', () => {
    const { lu, store } = slowDisk()
    const [nexus, trial] = [initiator(lu), new Trial(store)]
    trial.begin('ordered', nexus, 'ordered')
    trial.begin('waits', nexus, 'simple')
    trial.begin('head', nexus, 'head of queue')
    assert.equal(trial.running, 2)
  })

  it('order is kept for each nexus, or for all (TST)', () => {
    for (const [tst, running] of [
      [1, 2],
      [0, 1],
    ] as const) {
      const { lu, store } = slowDisk({ tst })
      const trial = new Trial(store)
      trial.begin('ordered', initiator(lu), 'ordered')
      trial.begin('simple', initiator(lu), 'simple')
      assert.equal(trial.running, running)
    }
  })

  it('a restricted queue keeps every order', () => {
    const { lu, store } = slowDisk()
    lu.tasks.restricted = true
    const [nexus, trial] = [initiator(lu), new Trial(store)]
    for (const name of ['a', 'b']) trial.begin(name, nexus, 'simple')
    assert.equal(trial.running, 1)
  })
})

describe('commands that want no company', () => {
  const COMPARE = '89 00 0000000000000000 000000 01 00 00'
  const COMPARE_ELSEWHERE = '89 00 0000000000000008 000000 01 00 00'

  it('COMPARE AND WRITE waits for overlapping ones and keeps others waiting', async () => {
    const { lu, store } = slowDisk()
    const [nexus, trial] = [initiator(lu), new Trial(store)]
    trial.begin('read', nexus, 'simple')
    trial.begin('compare', nexus, 'simple', COMPARE)
    trial.begin('elsewhere', nexus, 'simple', COMPARE_ELSEWHERE)
    trial.begin('read again', initiator(lu), 'simple')
    await settled()
    assert.equal(trial.running, 2)
    await trial.letOneGo()
    assert.deepEqual(trial.ended, ['read'])
  })

  it('also on another unit with the same medium', async () => {
    const { lu, store } = slowDisk()
    const { lu: other, store: otherStore } = slowDisk({ blockSize: 4096 })
    other.store = Object.assign(otherStore, { medium: store.medium })
    const [trial, otherTrial] = [new Trial(store), new Trial(otherStore)]
    trial.begin('compare', initiator(lu), 'simple', COMPARE)
    await settled()
    otherTrial.begin('read', initiator(other), 'simple', '28 00 00000000 00 0001 00')
    otherTrial.begin('read elsewhere', initiator(other), 'simple', '28 00 00000001 00 0001 00')
    assert.deepEqual([trial.running, otherTrial.running], [1, 1])
    await trial.letOneGo()
    await trial.letOneGo()
    assert.deepEqual(trial.ended, ['compare'])
    assert.equal(otherTrial.running, 2)
  })

  it('MODE SELECT is alone on the unit', async () => {
    const { lu, store } = slowDisk()
    const [nexus, other, trial] = [initiator(lu), initiator(lu), new Trial(store)]
    trial.begin('read', nexus, 'simple')
    trial.begin('select', other, 'simple', '15 10 00 00 00 00')
    trial.begin('later', other, 'simple')
    assert.equal(trial.running, 1)
    await trial.letOneGo()
    assert.deepEqual([trial.ended.sort(), trial.running], [['read', 'select'], 1])
  })
})

describe('many that wait', () => {
  const CDBS = [READ, READ, '28 00 00000008 00 0010 00', '89 00 0000000000000000 000000 01 00 00']
  const ATTRIBUTES: readonly TaskAttribute[] = ['simple', 'simple', 'simple', 'ordered', 'head of queue']

  it('nobody is forgotten, and ORDERED ends behind all before it, in whatever order the store answers', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const r = new Random(seed)
      const { lu, store } = slowDisk({ tst: 0 })
      const { lu: other, store: otherStore } = slowDisk({ tst: 0 })
      other.store = Object.assign(otherStore, { medium: store.medium })
      const units = [
        { lu, trial: new Trial(store), begun: [] as string[], ordered: [] as string[] },
        { lu: other, trial: new Trial(otherStore), begun: [] as string[], ordered: [] as string[] },
      ]
      for (let n = 0; n < 300; n++) {
        const unit = r.one(units)
        const attribute = r.one(ATTRIBUTES)
        unit.begun.push(`${n}`)
        if (attribute === 'ordered') unit.ordered.push(`${n}`)
        unit.trial.begin(`${n}`, initiator(unit.lu), attribute, r.one(CDBS))
        if (r.chance(10)) r.one(units).lu.tasks.hold()
        if (r.chance(20)) r.one(units).lu.tasks.release()
        if (r.chance(30)) await r.one(units).trial.letOneGo(r)
      }
      for (const unit of units) for (let n = 0; n < 300; n++) unit.lu.tasks.release()
      while (units.some(({ trial }) => trial.running > 0)) await r.one(units).trial.letOneGo(r)
      for (const { trial, begun, ordered } of units) {
        assert.deepEqual(trial.ended.toSorted(), begun.toSorted(), `seed ${seed}`)
        for (const name of ordered) {
          const ahead = new Set(trial.ended.slice(0, trial.ended.indexOf(name)))
          const behind = begun.slice(0, begun.indexOf(name)).filter((each) => !ahead.has(each))
          assert.deepEqual(behind, [], `seed ${seed}: ${name} did not wait for them`)
        }
      }
    }
  })
})

describe('holds', () => {
  it('nest, and let those in flight end', async () => {
    const { lu, store } = slowDisk()
    const [nexus, trial] = [initiator(lu), new Trial(store)]
    trial.begin('before', nexus, 'simple')
    lu.tasks.hold()
    lu.tasks.hold()
    let drained = false
    void lu.tasks.drained().then(() => {
      drained = true
    })
    trial.begin('held', nexus, 'head of queue')
    await settled()
    assert.deepEqual([drained, trial.running], [false, 1])
    await trial.letOneGo()
    assert.deepEqual([drained, trial.ended], [true, ['before']])
    lu.tasks.release()
    assert.equal(trial.running, 0)
    lu.tasks.release()
    assert.equal(trial.running, 1)
  })
})
