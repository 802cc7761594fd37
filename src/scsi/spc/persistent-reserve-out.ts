import { bits, layout, u32 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command } from '../command.ts'
import type { ITLNexus } from '../itl-nexus.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import type { PrState } from '../persistent-reservations.ts'
import { isReservationType } from '../reservation-types.ts'
import { checkCondition, invalidField, invalidParameter, reservationConflict } from '../sense.ts'
import type { Task } from '../task.ts'
import { abort } from '../task-management.ts'
import { mustBeReservable } from './reservable.ts'
import { ACTION, ACTIONS, type Outcome, type PrRequest } from './reservation-actions.ts'

const LIST = 24

/** PERSISTENT RESERVE OUT (SPC-4 6.16). */
export const persistentReserveOut = command({
  opcode: 0x5f,
  name: 'PERSISTENT RESERVE OUT',
  data: 'out',
  access: 'WX',
  allowedIn: 'S',
  ordering: 'serialized',
  cdb: layout(10, { action: bits(1, 0, 5), scope: bits(2, 4, 4), type: bits(2, 0, 4), listLength: u32(5) }),
  usage: '5f 1f ff 00 00 ff ff ff ff 04',
  async run(task, lu, { action, scope, type, listLength }) {
    mustBeReservable(lu)
    if (listLength < LIST) throw checkCondition('PARAMETER LIST LENGTH ERROR')
    const list = await parameterList(task, Math.min(listLength, MAX_LIST))
    if (list.length < LIST) throw checkCondition('PARAMETER LIST LENGTH ERROR')
    const request = requestOf(task, lu, list, action, scope, type)
    check(request, listLength)
    await conclude(task, lu, ACTIONS[action]!(request))
  },
})

/** TransportIDs of SPEC_I_PT fit, nothing larger is asked for. */
const MAX_LIST = 65536

function requestOf(
  task: Task,
  lu: LogicalUnit,
  list: Buffer,
  action: number,
  scope: number,
  type: number,
): PrRequest {
  const nexus = task.nexus!
  const move = action === ACTION.REGISTER_AND_MOVE
  return {
    lu,
    nexus,
    state: lu.reservations,
    own: nexus.registrant,
    action,
    scope,
    type,
    list,
    key: list.readBigUInt64BE(0),
    serviceActionKey: list.readBigUInt64BE(8),
    specIPt: !move && (list[20]! & 0x08) !== 0,
    allTgPt: !move && (list[20]! & 0x04) !== 0,
    aptpl: (list[move ? 17 : 20]! & 0x01) !== 0,
    unreg: (list[17]! & 0x02) !== 0,
  }
}

const {
  REGISTER,
  REGISTER_AND_IGNORE,
  REGISTER_AND_MOVE,
  RESERVE,
  RELEASE,
  CLEAR,
  PREEMPT,
  PREEMPT_AND_ABORT,
} = ACTION
const registers = (action: number): boolean => action === REGISTER || action === REGISTER_AND_IGNORE
const preempts = (action: number): boolean => action === PREEMPT || action === PREEMPT_AND_ABORT

/** In this order: which of several faults wins. `listLength` is the CDB's; fewer bytes may have come. */
function check(request: PrRequest, listLength: number): void {
  const { own, action, scope, type, specIPt, allTgPt, list } = request
  if (own === undefined && !registers(action)) throw reservationConflict()
  if (scope !== 0 && !registers(action) && action !== CLEAR) throw invalidField(2, 4)
  if (specIPt && action !== REGISTER) throw invalidParameter(20, 3)
  if (allTgPt && !registers(action)) throw invalidParameter(20, 2)
  const isWhole = specIPt ? Math.min(listLength, list.length) >= LIST + 4 : listLength === LIST
  if (action !== REGISTER_AND_MOVE && !isWhole) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  if (!isReservationType(type)) {
    if (preempts(action)) throw invalidField(1, 0)
    if (action === RESERVE || action === RELEASE) throw invalidField(2, 0)
  }
  if (ACTIONS[action] === undefined) throw invalidField(1, 0)
}

/** Kept first, then in force, then told; the commands of those who lost are aborted where that was asked. */
async function conclude(task: Task, lu: LogicalUnit, outcome: Outcome): Promise<void> {
  const told = (outcome.tell ?? []).map(
    ([name, registrants]) => [name, nexusesOf(lu, registrants, task.nexus!)] as const,
  )
  const losing = nexusesOf(lu, outcome.abort ?? [], undefined)
  await commit(lu, outcome.state)
  for (const [name, nexuses] of told) lu.raise(name, task.nexus, (nexus) => nexuses.includes(nexus))
  if (outcome.abort !== undefined) {
    for (const nexus of losing) lu.preventing.delete(nexus)
    const tasks = losing.flatMap((nexus) => lu.tasks.of(nexus)).filter((one) => one !== task)
    await abort(tasks, task.nexus)
  }
}

function nexusesOf(
  lu: LogicalUnit,
  registrants: Outcome['state']['registrants'],
  except: ITLNexus | undefined,
): ITLNexus[] {
  return [...lu.nexuses].filter(
    (nexus) => nexus !== except && nexus.registrant !== undefined && registrants.includes(nexus.registrant),
  )
}

async function commit(lu: LogicalUnit, state: PrState): Promise<void> {
  try {
    await lu.commitReservations(state)
  } catch (error) {
    lu.options.log?.error(`${lu.options.name}: reservations cannot be kept: ${String(error)}`)
    throw checkCondition('INSUFFICIENT REGISTRATION RESOURCES')
  }
}
