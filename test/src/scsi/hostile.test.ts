import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { nullStore } from '../../../src/core/stores/null.ts'
import { execute } from '../../../src/scsi/execute.ts'
import type { LogicalUnit } from '../../../src/scsi/logical-unit.ts'
import { STATUS, type Task, type TaskAttribute } from '../../../src/scsi/task.ts'
import { type BufferTransfer, cdrom, disk, initiator, memoryFile, taskFor } from '../../support/scsi.ts'

const OPCODES = Array.from({ length: 256 }, (_, opcode) => opcode)
const ATTRIBUTES: readonly TaskAttribute[] = ['untagged', 'simple', 'ordered', 'head of queue', 'ACA']

/** A CDB of any opcode, mostly with small numbers in it, and data that may fit it or not. */
const command = fc.record({
  cdb: fc
    .tuple(
      fc.constantFrom(...OPCODES),
      fc.array(fc.oneof(fc.constant(0), fc.nat(31), fc.nat(255)), { minLength: 15, maxLength: 15 }),
    )
    .map(([opcode, rest]) => Buffer.from([opcode, ...rest]).toString('hex')),
  out: fc.option(fc.uint8Array({ maxLength: 2048 }), { nil: undefined }),
  alloc: fc.nat(4096),
  attribute: fc.constantFrom(...ATTRIBUTES),
  nexus: fc.nat(1),
})

const KNOWN_STATUSES = new Set<number>(Object.values(STATUS))

function isSound(task: Task): void {
  assert.ok(KNOWN_STATUSES.has(task.status), `status ${task.status}`)
  assert.equal(task.sense.length > 0, task.status === STATUS.CHECK_CONDITION)
  const { received, expectedLength } = task.transfer as BufferTransfer
  assert.ok(received.length <= expectedLength && Number.isSafeInteger(task.demanded) && task.demanded >= 0)
}

const units: Readonly<Record<string, () => LogicalUnit>> = {
  'a disk': () => disk({ savedModes: memoryFile(), removable: true }, 1 << 20),
  'a thin disk that may be sanitized': () =>
    disk({ thinProvisioned: true, extensions: { sanitize: true, formatWritesZeros: true } }, 1 << 20),
  'a disk that may only be read': () => disk({ readOnly: true, tst: 0 }, 1 << 20),
  'a CD-ROM': () => cdrom(1 << 20),
  'an empty drive': () => cdrom(0),
}

describe('whatever is sent', () => {
  for (const [what, make] of Object.entries(units))
    it(`${what} answers, and nothing is left behind`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
          const lu = make()
          if (what !== 'an empty drive') lu.store = nullStore(lu.size)
          const sessions = [initiator(lu), initiator(lu)]
          const tasks = commands.map(({ cdb, out, nexus, ...request }) =>
            taskFor(sessions[nexus]!, cdb, { ...request, ...(out && { out: Buffer.from(out) }) }),
          )
          await Promise.all(tasks.map((task) => execute(task)))
          for (const task of tasks) isSound(task)
          assert.deepEqual([...lu.tasks], [])
          for (const session of sessions) assert.equal(session.luns.get(0)!.activeCommands, 0)
        }),
        { numRuns: 60 },
      )
    })
})
