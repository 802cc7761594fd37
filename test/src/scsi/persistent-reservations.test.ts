import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  loadReservations,
  NO_RESERVATIONS,
  parseKernelPrFile,
  parsePrState,
  printPrState,
} from '../../../src/scsi/persistent-reservations.ts'
import { memoryFile } from '../../support/scsi.ts'

describe('pr_state', () => {
  it('without registrations', () => assert.equal(printPrState(NO_RESERVATIONS), 'version 1\ngeneration 0\n'))

  it('reads back what it prints', () => {
    const registrant = fc
      .record({
        transportId: fc.uint8Array({ minLength: 4, maxLength: 40 }),
        relTgtId: fc.integer({ min: 0, max: 0xffff }),
        key: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      })
      .map((one) => ({ ...one }))
    fc.assert(
      fc.property(
        fc.array(registrant, { minLength: 1 }),
        fc.nat(0xffffffff),
        fc.boolean(),
        (all, generation, held) => {
          const state = {
            ...{ ...NO_RESERVATIONS, generation, registrants: all, aptpl: true },
            ...(held && { type: 5, holder: all[0] }),
          }
          assert.deepEqual(parsePrState(printPrState(state)), state)
        },
      ),
    )
  })

  for (const [what, text] of [
    ['another first line', 'version 2\ngeneration 0\n'],
    ['a registrant without TransportID', 'version 1\nregistrant 1 01 0\n'],
    ['a TransportID of another length', 'version 1\nregistrant 1 01 0 4 4500\n'],
    ['a reservation that nobody holds', 'version 1\nreservation 03 00\nregistrant 1 01 0 2 4500\n'],
  ] as const)
    it(`refuses ${what}`, () => assert.equal(parsePrState(text), undefined))

  it('skips lines that it does not know', () =>
    assert.equal(parsePrState('version 1\nfuture 9\ngeneration 3\n')?.generation, 3))
})

describe('the file of a kernel SCST', () => {
  const transportId = '4500000461000000'
  const file = (magic: string) =>
    Buffer.from(
      `${magic}0100000000000000 01010300 01${transportId}00000000000000ab0200`.replaceAll(' ', ''),
      'hex',
    )

  it('is read', () => {
    const state = parseKernelPrFile(file('77ddbbeeaaeeeebb'))!
    assert.deepEqual([state.aptpl, state.type, state.scope, state.holder], [true, 3, 0, state.registrants[0]])
    assert.deepEqual([state.holder?.key, state.holder?.relTgtId], [0xabn, 2])
    assert.equal(Buffer.from(state.holder!.transportId).toString('hex'), transportId)
  })

  for (const [what, from, to] of [
    ['a type that is none', '01010300', '01010900'],
    ['a reservation without a type', '01010300', '01010000'],
    ['a holder that is none', '01450000', '00450000'],
  ] as const)
    it(`is damaged with ${what}`, () => {
      const damaged = Buffer.from(file('77ddbbeeaaeeeebb').toString('hex').replace(from, to), 'hex')
      assert.equal(parseKernelPrFile(damaged), undefined)
    })

  it('has a backup, which counts where it was not finished', () => {
    const backup = { readBackup: () => file('77ddbbeeaaeeeebb').toString('latin1') }
    const unfinished = memoryFile(file('0000000000000000').toString('latin1'))
    assert.equal(loadReservations(Object.assign(unfinished, backup))?.type, 3)
    assert.equal(loadReservations(Object.assign(memoryFile(), backup)), undefined)
  })

  it('is no state when it was not finished', () => {
    assert.equal(parseKernelPrFile(file('0000000000000000')), undefined)
    assert.throws(() => loadReservations(memoryFile(file('0000000000000000').toString('latin1'))), /damaged/)
  })
})

it('no file is no reservations', () => assert.equal(loadReservations(memoryFile()), undefined))
