import type { Connection } from '../connection.ts'
import { LogoutRequest, LogoutResponse } from '../pdu/logout.ts'
import { RESPONSE } from '../pdu/opcode.ts'
import type { RequestHandler } from '../request.ts'

/** Logout (RFC 7143 §11.14): whatever the reason, the one connection and with it the session end. */
export const logout: RequestHandler = {
  check: ({ pdu }) => (LogoutRequest.view(pdu.bytes, pdu.at).reason > 2 ? 'protocol error' : undefined),

  run(connection, session) {
    const { itt } = connection.pdu
    connection.log.info(`Logout received from initiator ${connection.name}`)
    if (connection.states.can('logout begins')) connection.states.on('logout begins')
    // The nexus is gone before the initiator hears of it: what it reserved is free for others.
    session.leave().then(
      () => respondToLogout(connection, itt),
      (error: unknown) => connection.failed(error),
    )
  },
}

export function respondToLogout(connection: Connection, itt: number): void {
  const response = LogoutResponse.build({ opcode: RESPONSE['Logout Response'], final: true, itt })
  connection.outbox.send(response)
  connection.log.info(`Closing connection at initiator's ${connection.name} request`)
  connection.close('logout')
}
