import { bits, layout, u32 } from '../../lib/layout.ts'
import { answer, parameterList } from '../answer.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { ALUA_STATES, type AluaState, type TargetPortGroup } from '../nexus.ts'
import { checkCondition, invalidField } from '../sense.ts'
import type { Task } from '../task.ts'

/** Every state but LBA dependent is supported (SPC-4 table 307). */
const SUPPORTED_STATES = 0xcf
const CHANGED_IMPLICITLY = 0x02

/** REPORT TARGET PORT GROUPS (SPC-4 6.37); RETURN DATA FORMAT 001b puts a header before the groups. */
export const reportTargetPortGroups = command({
  opcode: 0xa3,
  serviceAction: 0x0a,
  name: 'REPORT TARGET PORT GROUPS',
  data: 'in',
  access: 'LWX',
  allowedIn: 'SUT',
  cdb: layout(12, { format: bits(1, 5, 3), allocationLength: u32(6) }),
  usage: 'a3 ea 00 00 00 00 ff ff ff ff 00 04',
  run(task, lu, { format, allocationLength }) {
    if (format > 1) throw checkCondition('INVALID FIELD IN CDB')
    const groups = (lu.alua?.groups() ?? []).map(groupDescriptor)
    const body = Buffer.concat(format === 1 ? [Buffer.from([0x10, 0, 0, 0]), ...groups] : groups)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length, 0)
    return answer(task, Buffer.concat([length, body]), allocationLength)
  },
})

function groupDescriptor({ groupId, state, preferred, relTgtIds }: TargetPortGroup): Buffer {
  const descriptor = Buffer.alloc(8 + 4 * relTgtIds.length)
  descriptor[0] = (preferred ? 0x80 : 0) | ALUA_STATES[state]
  descriptor[1] = SUPPORTED_STATES
  descriptor.writeUInt16BE(groupId, 2)
  descriptor[5] = CHANGED_IMPLICITLY
  descriptor[7] = relTgtIds.length
  relTgtIds.forEach((id, index) => {
    descriptor.writeUInt16BE(id, 10 + 4 * index)
  })
  return descriptor
}

const MAX_DESCRIPTORS = 64

/** SET TARGET PORT GROUPS (SPC-4 6.45), where the device offers explicit ALUA. */
export const setTargetPortGroups = command({
  opcode: 0xa4,
  serviceAction: 0x0a,
  name: 'SET TARGET PORT GROUPS',
  data: 'out',
  allowedIn: 'SU',
  ordering: 'strict',
  cdb: layout(12, { listLength: u32(6) }),
  usage: 'a4 0a 00 00 00 00 ff ff ff ff 00 04',
  check(_cdb, lu) {
    if (!lu.explAlua) throw invalidField(1, 0)
  },
  async run(task, lu, { listLength }) {
    if (listLength === 0) return
    if (listLength > 4 + 4 * MAX_DESCRIPTORS) throw invalidField(6)
    const changes = requested(await parameterList(task, listLength))
    const { alua } = lu
    if (alua === undefined) throw checkCondition('SET TARGET PORT GROUPS COMMAND FAILED')
    if (alua.groups().some(({ state }) => state === 'transitioning'))
      throw checkCondition('ASYMMETRIC ACCESS STATE TRANSITION')
    apply(task, lu, changes)
  },
})

/** Transitioning is none that can be asked for: nobody but the tree would end it. */
const SETTABLE_STATES = new Map(
  (Object.keys(ALUA_STATES) as AluaState[])
    .filter((name) => name !== 'transitioning')
    .map((name) => [ALUA_STATES[name] as number, name]),
)

function requested(list: Buffer): { groupId: number; state: AluaState }[] {
  const changes: { groupId: number; state: AluaState }[] = []
  for (let at = 4; at + 4 <= list.length; at += 4) {
    const state = SETTABLE_STATES.get(list[at]! & 0x1f)
    if (state === undefined) throw checkCondition('SET TARGET PORT GROUPS COMMAND FAILED')
    changes.push({ groupId: list.readUInt16BE(at + 2), state })
  }
  return changes
}

function apply(task: Task, lu: LogicalUnit, changes: { groupId: number; state: AluaState }[]): void {
  if (!lu.alua!.set(changes, task.nexus)) throw checkCondition('SET TARGET PORT GROUPS COMMAND FAILED')
}
