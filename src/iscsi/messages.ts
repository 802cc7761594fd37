import { type SenseCode, senseData } from '../scsi/sense.ts'
import { lunField } from './lun.ts'
import { ASYNC_EVENT, AsyncMessage } from './pdu/async-message.ts'
import { R2T } from './pdu/data.ts'
import { NopIn } from './pdu/nop.ts'
import { RESERVED_TAG, RESPONSE } from './pdu/opcode.ts'
import { REJECT_REASON, Reject, type RejectReason } from './pdu/reject.ts'

/** Headers of the PDUs that a target sends of its own accord. */

/** With a tag it asks for an answer; without it only carries the command window. */
export const nopIn = (ttt: number) =>
  NopIn.build({ opcode: RESPONSE['NOP-In'], final: true, itt: RESERVED_TAG, ttt })

export const rejection = (reason: RejectReason) =>
  Reject.build({ opcode: RESPONSE.Reject, final: true, reason: REJECT_REASON[reason], itt: RESERVED_TAG })

/** `seconds`: Parameter3, the time to log out in. */
export const asyncMessage = (
  event: keyof typeof ASYNC_EVENT,
  parameters: { cid?: number; seconds?: number; lun?: number },
) =>
  AsyncMessage.build({
    opcode: RESPONSE['Asynchronous Message'],
    final: true,
    lun: lunField(parameters.lun ?? 0),
    itt: RESERVED_TAG,
    asyncEvent: ASYNC_EVENT[event],
    parameter1: parameters.cid ?? 0,
    parameter3: parameters.seconds ?? 0,
  })

/** Data segment of a SCSI asynchronous event (RFC 7143 §11.9.4): length and sense. */
export function asyncSense(event: SenseCode): Uint8Array {
  const sense = senseData(event, {}, false)
  return Buffer.concat([Uint8Array.of(sense.length >> 8, sense.length & 0xff), sense])
}

export interface Solicitation {
  readonly itt: number
  /** The first two bytes of the command's own, of eight: the others of a single level are 0. */
  readonly lunField: number
  readonly ttt: number
  readonly r2tSN: number
  readonly offset: number
  readonly length: number
}

export const readyToTransfer = ({ itt, lunField: field, ttt, r2tSN, offset, length }: Solicitation) =>
  R2T.build({
    opcode: RESPONSE['Ready To Transfer'],
    final: true,
    lun: Uint8Array.of(field >> 8, field & 0xff, 0, 0, 0, 0, 0, 0),
    itt,
    ttt,
    r2tSN,
    bufferOffset: offset,
    desiredDataTransferLength: length,
  })
