import { describe } from 'node:test'
import {
  NO_RESERVATIONS,
  type PrState,
  type Registrant,
} from '../../../../src/scsi/persistent-reservations.ts'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

const id = Uint8Array.from([0x45, 0, 0, 4, 0x61, 0, 0, 0])
const one: Registrant = { transportId: id, relTgtId: 1, key: 0xaan }
const two: Registrant = { transportId: id, relTgtId: 2, key: 0xbbn }

function held(state: Partial<PrState>) {
  const lu = disk()
  lu.keepReservations(undefined, { ...NO_RESERVATIONS, generation: 7, registrants: [one, two], ...state })
  return initiator(lu)
}

describe('PERSISTENT RESERVE IN', () => {
  vectors(held({ type: 3, holder: two, aptpl: true }), [
    [
      'READ KEYS',
      '5e 00 00 00 00 00 00 00 ff 00',
      'GOOD 00000007 00000010 00000000000000aa 00000000000000bb',
      255,
    ],
    ['cut', '5e 00 00 00 00 00 00 00 04 00', 'GOOD 00000007', 255],
    [
      'READ RESERVATION',
      '5e 01 00 00 00 00 00 00 ff 00',
      'GOOD 00000007 00000010 00000000000000bb 00000000 00030000',
      255,
    ],
    ['REPORT CAPABILITIES', '5e 02 00 00 00 00 00 00 ff 00', 'GOOD 0008 1dc1 ea01 0000', 255],
    [
      'READ FULL STATUS',
      '5e 03 00 00 00 00 00 00 ff 00',
      `GOOD 00000007 00000040
       00000000000000aa 00000000 0000 00000000 0001 00000008 4500000461000000
       00000000000000bb 00000000 0103 00000000 0002 00000008 4500000461000000`,
      255,
    ],
    ['another service action', '5e 04 00 00 00 00 00 00 ff 00', '5/24/00 CDB 1.0', 255],
  ])
})

describe('PERSISTENT RESERVE IN of an all registrants reservation', () => {
  vectors(held({ type: 7 }), [
    [
      'has no key',
      '5e 01 00 00 00 00 00 00 ff 00',
      'GOOD 00000007 00000010 0000000000000000 00000000 00070000',
      255,
    ],
    [
      'and every registrant for its holder',
      '5e 03 00 00 00 00 00 00 26 00',
      `GOOD 00000007 00000040 00000000000000aa 00000000 0107 00000000 0001 00000008 450000046100`,
      255,
    ],
  ])
})
