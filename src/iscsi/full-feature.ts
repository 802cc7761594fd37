import type { Connection } from './connection.ts'
import { logout, respondToLogout } from './on/logout.ts'
import { nopOut } from './on/nop-out.ts'
import { scsiCommand } from './on/scsi-command.ts'
import { taskManagement } from './on/task-management.ts'
import { discoveryText, text } from './on/text.ts'
import { REQUEST } from './pdu/opcode.ts'
import type { RequestHandler } from './request.ts'
import type { IscsiSession } from './session.ts'

/** By opcode; Data-Out comes another way, and what is not here is not supported (SNACK: there is no recovery). */
const HANDLERS: readonly (RequestHandler | undefined)[] = Object.assign(
  Array<undefined>(64).fill(undefined),
  {
    [REQUEST['NOP-Out']]: nopOut,
    [REQUEST['SCSI Command']]: scsiCommand,
    [REQUEST['Task Management Function Request']]: taskManagement,
    [REQUEST['Text Request']]: text,
    [REQUEST['Logout Request']]: logout,
  },
)

/** Serves the PDU at hand of a normal session in its turn (RFC 7143 §4.2.2.1). */
export function serveFullFeature(connection: Connection, session: IscsiSession): void {
  const { pdu, window } = connection
  // Nothing may come behind a logout, and nothing is answered (RFC 7143 §11.14).
  if (connection.states.state === 'IN_LOGOUT') return
  const handler = HANDLERS[pdu.opcode]
  if (handler === undefined) {
    refuse(connection)
    return
  }
  const { immediate, cmdSN } = pdu
  const turn = immediate ? 'next' : window.turnOf(cmdSN)
  if (turn === 'stale') return
  if (!pdu.digestOk) {
    digestFailed(connection)
    return
  }
  const reason = handler.check?.(connection, session)
  if (reason !== undefined) {
    connection.reject(reason)
    return
  }
  if (turn === 'early') {
    window.keep(cmdSN, handler.keep?.(connection, session) ?? keepPdu(connection, session, handler))
    return
  }
  if (!immediate) window.advance()
  handler.run(connection, session)
  if (!immediate && window.keepsSome) window.runKept()
}

/** A discovery session knows text and logout alone (RFC 7143 §4.3). */
export function serveDiscovery(connection: Connection): void {
  const { pdu, window } = connection
  if (!pdu.immediate && pdu.opcode !== REQUEST['SCSI Data-Out']) window.expCmdSN = (pdu.cmdSN + 1) >>> 0
  if (pdu.opcode === REQUEST['Text Request']) {
    discoveryText(connection)
    return
  }
  if (pdu.opcode === REQUEST['Logout Request']) {
    respondToLogout(connection, pdu.itt)
    return
  }
  if (pdu.opcode === REQUEST['Login Request']) {
    connection.reject('protocol error')
    return
  }
  connection.reject('command not supported')
  connection.close('not for a discovery session')
}

function refuse(connection: Connection): void {
  const { opcode, itt } = connection.pdu
  connection.log.error(
    `Error 5 (iSCSI opcode ${opcode.toString(16)}, ITT ${itt.toString(16)}) from ${connection.name}`,
  )
  connection.reject('command not supported')
}

/**
 * RFC 7143 §7.8: rejected and as if it had not come. The hole that a command leaves is never filled by an initiator
 * without error recovery, so its session starts anew.
 */
function digestFailed(connection: Connection): void {
  connection.log.error(`RX data digest failed, stable pages disabled? (${connection.name})`)
  connection.reject('data digest error')
  if (connection.pdu.opcode === REQUEST['SCSI Command']) connection.close('data digest error in a command')
}

function keepPdu(connection: Connection, session: IscsiSession, handler: RequestHandler): () => void {
  const { pdu, reader } = connection
  const { at, ahsLength, dataAt, dataLength } = pdu
  const kept = Buffer.from(reader.bytes.subarray(at, dataAt + dataLength))
  return () => {
    pdu.put(kept, ahsLength, dataAt - at, dataLength)
    handler.run(connection, session)
  }
}
