import { dropsTaskManagement } from '../../core/dispatch.ts'
import { serialLess } from '../../lib/serial.ts'
import type { ITLNexus } from '../../scsi/itl-nexus.ts'
import {
  abortTask,
  abortTaskSet,
  clearAca,
  clearTaskSet,
  hasTasks,
  hasUnitAttention,
  logicalUnitReset,
  targetReset,
} from '../../scsi/task-management.ts'
import type { Connection } from '../connection.ts'
import { lunAt } from '../lun.ts'
import { RESERVED_TAG, RESPONSE } from '../pdu/opcode.ts'
import {
  TASK_FUNCTION,
  TASK_RESPONSE,
  TaskManagementRequest,
  TaskManagementResponse,
} from '../pdu/task-management.ts'
import type { RequestHandler } from '../request.ts'
import { IscsiSession } from '../session.ts'
import type { Transfer } from '../transfer.ts'

type Request = ReturnType<typeof TaskManagementRequest.view>
type Outcome = keyof typeof TASK_RESPONSE

/** A function under way. */
interface Asked {
  readonly connection: Connection
  readonly session: IscsiSession
  readonly request: Request
  readonly lun: number
  /** undefined when the session has no such LUN. */
  readonly nexus: ITLNexus | undefined
}

/** Functions of one logical unit: what they do once the LUN is known to exist. */
const OF_LUN: ReadonlyMap<number, (nexus: ITLNexus) => Promise<void>> = new Map([
  [TASK_FUNCTION['ABORT TASK SET'], abortTaskSet],
  [TASK_FUNCTION['CLEAR ACA'], clearAca],
  [TASK_FUNCTION['CLEAR TASK SET'], clearTaskSet],
  [TASK_FUNCTION['LOGICAL UNIT RESET'], (nexus: ITLNexus) => logicalUnitReset(nexus.lu, nexus)],
] as const)

/** RFC 7144 §6.3; served where iSCSIProtocolLevel 2 was agreed. */
const LEVEL_2: ReadonlyMap<number, (asked: Asked) => Outcome | Promise<Outcome>> = new Map([
  [TASK_FUNCTION['QUERY TASK'], queryTask],
  [TASK_FUNCTION['QUERY TASK SET'], (asked: Asked) => query(asked, hasTasks)],
  [TASK_FUNCTION['I_T NEXUS RESET'], nexusReset],
  [TASK_FUNCTION['QUERY ASYNC EVENT'], (asked: Asked) => query(asked, hasUnitAttention)],
] as const)

/** Requests that a session may have waiting for commands sent before them, or for tasks to end. */
const MAX_PENDING = 16

/** So long are the data of aborted writes waited for, in seconds. */
const MAX_PATIENCE = 10

/** Task Management Function Request (RFC 7143 §11.5). */
export const taskManagement: RequestHandler = {
  check({ pdu }, session) {
    if (pdu.itt === RESERVED_TAG) return 'invalid PDU field'
    if (session.hasTask(pdu.itt)) return 'task in progress'
    return pdu.immediate && isFull(session) ? 'too many immediate commands' : undefined
  },

  run(connection, session) {
    if (dropsTaskManagement(session)) return
    const { pdu } = connection
    const request = TaskManagementRequest.view(Buffer.from(pdu.header))
    const lun = lunAt(request.bytes, 8)
    const asked = { connection, session, request, lun, nexus: session.luns.get(lun) }
    if (isFull(session)) {
      respond(asked, 'rejected')
      return
    }
    const shown = { name: nameOf(request.function), lun, tag: request.itt }
    session.taskManagement.add(shown)
    answer(asked)
      .finally(() => session.taskManagement.delete(shown))
      .then(
        (outcome) => respond(asked, outcome),
        (error: unknown) => connection.failed(error),
      )
  },
}

const isFull = ({ taskManagement: pending }: IscsiSession): boolean => pending.size >= MAX_PENDING

const nameOf = (code: number): string =>
  Object.entries(TASK_FUNCTION).find(([, number]) => number === code)?.[0] ?? `function ${code}`

async function answer(asked: Asked): Promise<Outcome> {
  const { connection, session, request } = asked
  const { function: code, rtt } = request
  if (code === TASK_FUNCTION['ABORT TASK']) return abortOne(asked)
  if (code === TASK_FUNCTION['TASK REASSIGN']) return 'reassignment not supported'
  const ofLevel2 = session.hasSam5 ? LEVEL_2.get(code) : undefined
  if (ofLevel2 !== undefined) return ofLevel2(asked)
  const ofLun = OF_LUN.get(code)
  const isReset = code === TASK_FUNCTION['TARGET WARM RESET'] || code === TASK_FUNCTION['TARGET COLD RESET']
  if (ofLun === undefined && !isReset) {
    connection.log.error(`Unknown TM function ${code} from ${connection.name}`)
    return 'not supported'
  }
  if (rtt !== RESERVED_TAG) {
    connection.log.error(`Invalid RTT ${rtt.toString(16)} (TM fn ${code}) from ${connection.name}`)
    return 'rejected'
  }
  return isReset ? resetTarget(asked) : clearLun(asked, ofLun!)
}

/** RFC 7143 §11.5.1, §7.11. */
async function abortOne({ connection, session, request }: Asked): Promise<Outcome> {
  const { rtt, refCmdSN, cmdSN } = request
  if (session.isManaging(rtt)) return 'rejected'
  const transfer = session.transfers.get(rtt)
  if (transfer === undefined) {
    const isOnItsWay = !serialLess(refCmdSN, session.window.expCmdSN) && serialLess(refCmdSN, cmdSN)
    if (!isOnItsWay || session.window.turnOf(refCmdSN) === 'stale') return 'task does not exist'
    countAsReceived(connection, refCmdSN)
    return 'complete'
  }
  const expected = transfer.immediate ? cmdSN : transfer.cmdSN
  const isSentBefore = transfer.immediate || serialLess(transfer.cmdSN, cmdSN)
  const lun = lunAt(request.bytes, 8)
  if (lun !== transfer.lun || refCmdSN !== expected || !isSentBefore) return 'rejected'
  if (transfer.isRunning) await abortTask(transfer.task)
  else transfer.drop()
  return 'complete'
}

/** The hole that a lost command leaves is closed. */
function countAsReceived(connection: Connection, cmdSN: number): void {
  connection.window.keep(cmdSN, () => {})
  connection.window.runKept()
}

async function clearLun(asked: Asked, clear: (nexus: ITLNexus) => Promise<void>): Promise<Outcome> {
  const { session, request, lun, nexus } = asked
  if (nexus === undefined) return 'LUN does not exist'
  const owed = owedData(asked, (transfer) => transfer.lun === lun)
  await Promise.all([clear(nexus), session.abortEarlier(request.cmdSN, lun), owed])
  return 'complete'
}

async function resetTarget(asked: Asked): Promise<Outcome> {
  const { session, request } = asked
  const owed = owedData(asked, () => true)
  await Promise.all([targetReset(session), session.abortEarlier(request.cmdSN), owed])
  return 'complete'
}

/**
 * The data that the issuer was asked for and still owes (RFC 7143 §4.2.3.3 a). One that does not send them, as Linux
 * with FastAbort, waits in vain for so long as with SCST.
 */
async function owedData(
  { connection, session, request }: Asked,
  covers: (transfer: Transfer) => boolean,
): Promise<void> {
  const isSentBefore = ({ immediate, cmdSN }: Transfer) => immediate || serialLess(cmdSN, request.cmdSN)
  const covered = session.dropWaiting((transfer) => isSentBefore(transfer) && covers(transfer))
  const tags = covered.flatMap(({ out }) => out?.solicited ?? [])
  const patience = Math.min(session.iscsiTarget.limits.rspTimeout, MAX_PATIENCE)
  if (await session.owedData.wait(tags, patience * 1000)) return
  connection.log.error(
    `${connection.name} did not send within ${patience} s the data of aborted commands that it was asked for`,
  )
}

function queryTask({ session, request }: Asked): Outcome {
  const { rtt, refCmdSN } = request
  if (session.isManaging(rtt)) return 'rejected'
  const transfer = session.transfers.get(rtt)
  return transfer !== undefined && (transfer.immediate || transfer.cmdSN === refCmdSN)
    ? 'succeeded'
    : 'complete'
}

function query({ nexus }: Asked, has: (nexus: ITLNexus) => boolean): Outcome {
  if (nexus === undefined) return 'LUN does not exist'
  return has(nexus) ? 'succeeded' : 'complete'
}

function nexusReset(): Outcome {
  return 'complete'
}

function respond({ connection, session, request }: Asked, outcome: Outcome): void {
  const response = TaskManagementResponse.build({
    opcode: RESPONSE['Task Management Function Response'],
    final: true,
    response: TASK_RESPONSE[outcome],
    itt: request.itt,
  })
  connection.outbox.send(response)
  if (outcome === 'complete') afterwards(connection, session, request.function)
}

/** Two functions end sessions once they are answered. */
function afterwards(connection: Connection, session: IscsiSession, code: number): void {
  if (code === TASK_FUNCTION['I_T NEXUS RESET'] && session.hasSam5) {
    connection.close('I_T nexus reset')
  }
  if (code !== TASK_FUNCTION['TARGET COLD RESET']) return
  const { iscsiTarget, name } = session
  connection.log.info(`Closing all connections for target ${iscsiTarget.tid} at initiator's ${name} request`)
  for (const each of [...iscsiTarget.sessions.values()]) {
    if (each instanceof IscsiSession) void each.end('target cold reset', { announce: true })
  }
}
