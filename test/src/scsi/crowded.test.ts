import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { NullStore } from '../../../src/core/stores/null.ts'
import { execute } from '../../../src/scsi/execute.ts'
import type { LogicalUnit } from '../../../src/scsi/logical-unit.ts'
import { Medium } from '../../../src/scsi/medium.ts'
import type { Task, TaskAttribute } from '../../../src/scsi/task.ts'
import { abortTask, abortTaskSet, clearTaskSet, logicalUnitReset } from '../../../src/scsi/task-management.ts'
import { copyList, segment, target } from '../../support/extended-copy.ts'
import { disk, initiator, type Request, type TestNexus, taskFor } from '../../support/scsi.ts'

/** Answers a turn of the event loop later, so that commands meet. */
class LateStore extends NullStore {
  override readonly medium: Medium

  constructor(size: number, medium: Medium) {
    super(size)
    this.medium = medium
  }

  override readInto(span: Uint8Array): never {
    span.fill(0)
    return later(span.length) as never
  }

  override writeFrom = () => later(undefined)
  override flush = () => later(undefined)
  override zero = () => later(undefined)
  readonly discard = () => later(undefined)
}

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)))

/** Two thin units over the same bytes, which two initiators have. */
function crowd(tst: number): { units: LogicalUnit[]; nexuses: TestNexus[] } {
  const medium = new Medium()
  const units = ['one', 'two'].map((name) => {
    const lu = disk({ name, tst, thinProvisioned: true }, 1 << 20)
    lu.identity.t10VendId = lu.identity.vendSpecificId = name
    lu.store = new LateStore(lu.size, medium)
    return lu
  })
  return { units, nexuses: [initiator(...units), initiator(...units)] }
}

interface Place {
  readonly lba: number
  readonly blocks: number
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const data = (blocks: number): Request => ({ out: Buffer.alloc(512 * blocks) })

function unmapList({ lba, blocks }: Place): Buffer {
  const list = Buffer.alloc(40)
  list.set([0, 38, 0, 32])
  for (const at of [8, 24]) {
    list.writeBigUInt64BE(BigInt(lba), at)
    list.writeUInt32BE(blocks, at + 8)
  }
  return list
}

const COMMANDS: readonly ((place: Place, units: readonly LogicalUnit[]) => readonly [string, Request])[] = [
  ({ lba, blocks }) => [`28 00 ${hex(lba, 8)} 00 ${hex(blocks, 4)} 00`, { alloc: 512 * blocks }],
  ({ lba, blocks }) => [`2a 08 ${hex(lba, 8)} 00 ${hex(blocks, 4)} 00`, data(blocks)],
  ({ lba, blocks }) => [`8b 00 ${hex(lba, 16)} ${hex(blocks, 8)} 00 00`, data(blocks)],
  ({ lba }) => [`89 00 ${hex(lba, 16)} 000000 01 00 00`, data(2)],
  ({ lba, blocks }) => [`93 08 ${hex(lba, 16)} ${hex(blocks, 8)} 00 00`, data(1)],
  (place) => ['42 00 00000000 00 0028 00', { out: unmapList(place) }],
  ({ lba, blocks }, units) => {
    const segments = [0, 1].map((destination) => segment({ destination, blocks, from: 0, to: lba }))
    const list = copyList(units.map(target), segments)
    list[1] = 0x18
    list[0] = 0
    return [`83 00 0000000000000000 ${hex(list.length, 8)} 00 00`, { out: list }]
  },
  () => ['04 00 00 00 00 00', {}],
  () => ['15 10 00 00 04 00', { out: Buffer.alloc(4) }],
  () => ['16 00 00 00 00 00', {}],
  () => ['17 00 00 00 00 00', {}],
]
const ATTRIBUTES: readonly TaskAttribute[] = ['untagged', 'simple', 'simple', 'ordered', 'head of queue']

const EVENTS: readonly ((nexus: TestNexus, lun: number, task: Task) => Promise<void> | undefined)[] = [
  () => undefined,
  (_, _lun, task) => ([...task.nexus!.lu.tasks].includes(task) ? abortTask(task) : undefined),
  (nexus, lun) => abortTaskSet(nexus.luns.get(lun)!),
  (nexus, lun) => clearTaskSet(nexus.luns.get(lun)!),
  (nexus, lun) => logicalUnitReset(nexus.luns.get(lun)!.lu),
  async (nexus, lun) => {
    const { tasks } = nexus.luns.get(lun)!.lu
    tasks.hold()
    await tasks.drained()
    tasks.release()
  },
]

const step = fc.record({
  command: fc.nat(COMMANDS.length - 1),
  place: fc.record({ lba: fc.nat(15), blocks: fc.integer({ min: 1, max: 4 }) }),
  attribute: fc.constantFrom(...ATTRIBUTES),
  nexus: fc.nat(1),
  lun: fc.nat(1),
  event: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(EVENTS.length - 1)),
  pause: fc.boolean(),
})

describe('however commands meet', () => {
  for (const tst of [0, 1])
    it(`each of them ends, and what waits for their end (TST ${tst})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 30 }), async (steps) => {
          const { units, nexuses } = crowd(tst)
          const ends: unknown[] = []
          for (const { command, place, attribute, nexus, lun, event, pause } of steps) {
            const [cdb, request] = COMMANDS[command]!(place, units)
            const task = taskFor(nexuses[nexus]!, cdb, { ...request, attribute, lun })
            ends.push(execute(task), EVENTS[event]!(nexuses[nexus]!, lun, task))
            if (pause) await later(undefined)
          }
          await Promise.all(ends)
          assert.deepEqual(
            units.map(({ tasks }) => [[...tasks].length, tasks.active]),
            [
              [0, 0],
              [0, 0],
            ],
          )
        }),
        { numRuns: 150 },
      )
    })
})
