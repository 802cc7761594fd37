import { NopIn, NopOut } from '../pdu/nop.ts'
import { RESERVED_TAG, RESPONSE } from '../pdu/opcode.ts'
import type { RequestHandler } from '../request.ts'

const header = NopOut.cursor()

/** NOP-Out (RFC 7143 §11.18): a ping, or the answer to one of ours. */
export const nopOut: RequestHandler = {
  check(connection) {
    header.move(connection.pdu.bytes, connection.pdu.at)
    if (header.final) return undefined
    connection.log.error(`Initiator sent Nop-Out with not a single PDU (${connection.name})`)
    return 'protocol error'
  },

  run(connection) {
    const { pdu, limits, outbox } = connection
    header.move(pdu.bytes, pdu.at)
    const { itt, ttt } = header
    if (connection.ping?.ttt === ttt) connection.ping = undefined
    if (itt === RESERVED_TAG) {
      if (!header.immediate)
        connection.log.error(`NOP-Out without task tag is not immediate (${connection.name})`)
      return
    }
    const answer = NopIn.build({ opcode: RESPONSE['NOP-In'], final: true, itt, ttt: RESERVED_TAG })
    outbox.send(answer, pdu.data.subarray(0, limits.MaxXmitDataSegmentLength))
  },
}
