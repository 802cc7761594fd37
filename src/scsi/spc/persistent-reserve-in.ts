import { bits, layout, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import { isHolder, type PrState, type Registrant } from '../persistent-reservations.ts'
import { NO_TYPE, TYPE_MASK } from '../reservation-types.ts'
import { invalidField } from '../sense.ts'
import { mustBeReservable } from './reservable.ts'

/** By service action (SPC-4 table 203). */
const ANSWERS = [readKeys, readReservation, reportCapabilities, readFullStatus] as const

/** PERSISTENT RESERVE IN (SPC-4 6.15). */
export const persistentReserveIn = command({
  opcode: 0x5e,
  name: 'PERSISTENT RESERVE IN',
  data: 'in',
  access: 'WX',
  allowedIn: 'S',
  ordering: 'serialized',
  cdb: layout(10, { action: bits(1, 0, 5), allocationLength: u16(7) }),
  usage: '5e 1f 00 00 00 00 00 ff ff 04',
  check({ action }) {
    if (action >= ANSWERS.length) throw invalidField(1, 0)
  },
  run(task, lu, { action, allocationLength }) {
    mustBeReservable(lu)
    return answer(task, ANSWERS[action]!(lu.reservations), allocationLength)
  },
})

/** PRGENERATION and ADDITIONAL LENGTH before the rest. */
function withHeader(state: PrState, rest: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(state.generation, 0)
  header.writeUInt32BE(rest.length, 4)
  return Buffer.concat([header, rest])
}

function readKeys(state: PrState): Buffer {
  const keys = Buffer.alloc(8 * state.registrants.length)
  state.registrants.forEach(({ key }, index) => {
    keys.writeBigUInt64BE(key, 8 * index)
  })
  return withHeader(state, keys)
}

/** Of an all registrants reservation the key is 0 (SPC-4 table 206). */
function readReservation(state: PrState): Buffer {
  if (state.type === NO_TYPE) return withHeader(state, Buffer.alloc(0))
  const descriptor = Buffer.alloc(16)
  descriptor.writeBigUInt64BE(state.holder?.key ?? 0n, 0)
  descriptor[13] = (state.scope << 4) | state.type
  return withHeader(state, descriptor)
}

/** CRH, SIP_C, ATP_C, PTPL_C; TMV and what is allowed. */
function reportCapabilities(state: PrState): Buffer {
  return Buffer.from([0, 8, 0x1d, 0xc0 | (state.aptpl ? 0x01 : 0), TYPE_MASK & 0xff, TYPE_MASK >> 8, 0, 0])
}

function readFullStatus(state: PrState): Buffer {
  return withHeader(state, Buffer.concat(state.registrants.map((one) => fullStatus(state, one))))
}

function fullStatus(state: PrState, registrant: Registrant): Buffer {
  const status = Buffer.alloc(24)
  status.writeBigUInt64BE(registrant.key, 0)
  if (isHolder(state, registrant)) {
    status[12] = 0x01
    status[13] = (state.scope << 4) | state.type
  }
  status.writeUInt16BE(registrant.relTgtId, 18)
  status.writeUInt32BE(registrant.transportId.length, 20)
  return Buffer.concat([status, registrant.transportId])
}
