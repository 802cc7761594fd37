import type { Connection } from './connection.ts'
import type { RejectReason } from './pdu/reject.ts'
import type { IscsiSession } from './session.ts'

/** How one kind of request is served in full feature phase. The PDU at hand is `connection.pdu`. */
export interface RequestHandler {
  /** Why it is rejected; its CmdSN then counts as not received (RFC 7143 §7.3). */
  check?(connection: Connection, session: IscsiSession): RejectReason | undefined
  run(connection: Connection, session: IscsiSession): void
  /** It came before its turn: what is to run then. Without it the PDU itself is kept. */
  keep?(connection: Connection, session: IscsiSession): () => void
}
