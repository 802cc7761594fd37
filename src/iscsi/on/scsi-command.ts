import { dispatch } from '../../core/dispatch.ts'
import { Task, type TaskAttribute } from '../../scsi/task.ts'
import type { Connection } from '../connection.ts'
import { DATA_FAULT, DataOutPhase } from '../data-out.ts'
import { lunAt } from '../lun.ts'
import { AHS, AHS_TYPE, padded } from '../pdu/bhs.ts'
import { RESERVED_TAG } from '../pdu/opcode.ts'
import type { RejectReason } from '../pdu/reject.ts'
import { ScsiCommand } from '../pdu/scsi-command.ts'
import type { RequestHandler } from '../request.ts'
import type { IscsiSession } from '../session.ts'
import { Transfer } from '../transfer.ts'

/** RFC 7143 §11.3.1.1; the codes above are reserved. */
const ATTRIBUTES: readonly TaskAttribute[] = ['untagged', 'simple', 'ordered', 'head of queue', 'ACA']

/** Immediate commands that a session may have under way (RFC 7143 §4.2.2.1). */
const MAX_IMMEDIATE = 16

const TEST_UNIT_READY = 0x00
const PARAMETER_VALUE_INVALID = { key: 5, asc: 0x26, ascq: 0x02 }
const NO_CDB_MORE = Buffer.alloc(0)

const header = ScsiCommand.cursor()

/** SCSI Command (RFC 7143 §11.3). */
export const scsiCommand: RequestHandler = {
  check(connection, session) {
    const { pdu } = connection
    header.move(pdu.bytes, pdu.at)
    if (header.itt === RESERVED_TAG) return 'invalid PDU field'
    if (header.attr >= ATTRIBUTES.length) return 'protocol error'
    if (session.hasTask(header.itt)) return 'task in progress'
    if (header.immediate && session.immediateCommands >= MAX_IMMEDIATE) return 'too many immediate commands'
    return pdu.ahsLength === 0 ? undefined : checkAhs(connection)
  },

  run(connection, session) {
    start(connection, session, accept(connection, session))
  },

  keep(connection, session) {
    const transfer = accept(connection, session)
    return () => start(connection, session, transfer)
  },
}

/** Makes the command's transfer and task; `header` is at the PDU. */
function accept(connection: Connection, session: IscsiSession): Transfer {
  const { pdu, reader } = connection
  const { bytes, at, dataLength } = pdu
  const { read, write, itt } = header
  const expectedLength = read || write ? header.expectedDataTransferLength : 0
  const lun = lunAt(bytes, at + 8)
  const final = header.final || !write
  const out = write
    ? new DataOutPhase(connection, itt, bytes.readUInt16BE(at + 8), expectedLength, dataLength, final)
    : undefined
  const inward = read && write ? bidirectionalLength(connection) : expectedLength
  const transfer = new Transfer(
    connection,
    {
      itt,
      lun,
      cmdSN: header.cmdSN,
      immediate: header.immediate,
      expectedLength,
      read,
      write,
      readLength: read ? (inward ?? 0) : 0,
    },
    out,
  )
  const attribute = ATTRIBUTES[header.attr]!
  transfer.task = new Task(session, undefined, lun, itt, attribute, cdbOf(connection), transfer)
  session.transfers.set(itt, transfer)
  session.window.active++
  if (inward === undefined) missingLength(connection, transfer)
  if (dataLength > 0 || !header.final) checkUnsolicited(connection, transfer, final)
  if (dataLength > 0 && transfer.fault === undefined) out!.take(reader.slab, pdu.dataAt, dataLength, 0)
  return transfer
}

/** Data that the login did not allow (RFC 7143 §11.4.7.2): the command fails once they have come. */
function checkUnsolicited(connection: Connection, transfer: Transfer, final: boolean): void {
  const { dataLength } = connection.pdu
  const { parameters } = connection.session!
  const { expectedLength, write } = transfer
  const violation = (what: string) => {
    connection.log.error(
      `Initiator ${connection.name} violated negotiated parameters: ${what} (ITT ${transfer.itt.toString(16)}, op ${transfer.task.cdb[0]!.toString(16)})`,
    )
    transfer.breakRule(DATA_FAULT['unexpected unsolicited data'])
  }
  if (!write) {
    if (dataLength === 0) return
    connection.log.error(`Unexpected unsolicited data (${transfer.describe()}) from ${connection.name}`)
    transfer.breakRule(DATA_FAULT['unexpected unsolicited data'])
  } else if (!final && parameters.InitialR2T) violation('initial R2T is required')
  else if (dataLength > 0 && !parameters.ImmediateData) violation('forbidden immediate data sent')
  else if (dataLength > parameters.FirstBurstLength) {
    violation(`immediate data len (${dataLength}) > first_burst_length (${parameters.FirstBurstLength})`)
  } else if (dataLength > expectedLength) transfer.breakRule(DATA_FAULT['incorrect amount of data'])
}

function missingLength(connection: Connection, transfer: Transfer): void {
  connection.log.error(
    `BIDI data transfer, but initiator not supplied Bidirectional Read Expected Data Transfer Length AHS (${connection.name})`,
  )
  transfer.breakRule(PARAMETER_VALUE_INVALID)
}

/** Its turn has come. Only TEST UNIT READY runs while the session that this one replaces comes to its end. */
function start(connection: Connection, session: IscsiSession, transfer: Transfer): void {
  if (session.isAborting(transfer)) {
    transfer.drop()
    return
  }
  if (session.reinstating && transfer.task.cdb[0] !== TEST_UNIT_READY) {
    session.hold(() => connection.run(() => execute(connection, session, transfer)))
  } else execute(connection, session, transfer)
}

function execute(connection: Connection, session: IscsiSession, transfer: Transfer): void {
  // Aborted while it waited for its turn.
  if (transfer.isDropped) return
  if (transfer.fault !== undefined) {
    transfer.finish()
    return
  }
  transfer.isRunning = true
  // Only now: while it waited its LUN may have become another's, or nobody's.
  transfer.task.nexus = session.luns.get(transfer.lun)
  const answered = dispatch(session, transfer.task)
  if (answered === true) {
    transfer.finish()
    return
  }
  // A command that fell into a black hole stays unanswered, and counts in the window.
  if (answered === false) {
    transfer.isRunning = false
    return
  }
  transfer.setAside()
  answered
    .then((answers) => {
      if (answers) transfer.finish()
    })
    .catch((error: unknown) => connection.failed(error))
}

/** Sixteen bytes, and what an additional header segment adds (RFC 7143 §11.2.2.3). */
function cdbOf({ pdu }: Connection): Buffer {
  const { bytes, at, ahsLength } = pdu
  const more = ahsLength === 0 ? NO_CDB_MORE : (segment(pdu, AHS_TYPE['Extended CDB']) ?? NO_CDB_MORE)
  const cdb = Buffer.allocUnsafe(16 + more.length)
  bytes.copy(cdb, 0, at + 32, at + 48)
  more.copy(cdb, 16)
  return cdb
}

/** undefined: the initiator did not say. */
function bidirectionalLength({ pdu }: Connection): number | undefined {
  const found = segment(pdu, AHS_TYPE['Bidirectional Read Expected Data Transfer Length'])
  return found !== undefined && found.length >= 4 ? found.readUInt32BE(0) : undefined
}

/** Reserved types are an error; lengths that run past the header leave nothing to go on with (RFC 7143 §7.7). */
function checkAhs(connection: Connection): RejectReason | undefined {
  const { pdu } = connection
  const end = pdu.at + 48 + pdu.ahsLength
  for (let at = pdu.at + 48; at < end; ) {
    const { length, type } = AHS.view(pdu.bytes, at)
    at += padded(3 + length)
    if (at > end) {
      connection.close('an additional header segment runs past the header')
      return 'invalid PDU field'
    }
    if (type === 0 || (type > 2 && type < 64)) return 'protocol error'
  }
  return undefined
}

/** What an additional header segment of the type carries, without its reserved byte. */
function segment(pdu: Connection['pdu'], type: number): Buffer | undefined {
  const end = pdu.at + 48 + pdu.ahsLength
  for (let at = pdu.at + 48; at < end; ) {
    const ahs = AHS.view(pdu.bytes, at)
    if (ahs.type === type) return pdu.bytes.subarray(at + 4, at + 3 + ahs.length)
    at += padded(3 + ahs.length)
  }
  return undefined
}
