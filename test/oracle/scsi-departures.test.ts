import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Comparison, scsiDeparture } from './scsi-departures.ts'

const GOOD = { status: 0, sense: '', data: '' }
const sense = (code: string) => ({
  status: 2,
  sense: `70000${code[0]}000000000a00000000${code.slice(1)}0000000000`.slice(0, 36),
  data: '',
})
const data = (hex: string) => ({ ...GOOD, data: hex })

const rule = (cdb: string, comparison: Partial<Comparison>): string | undefined =>
  scsiDeparture({
    handler: 'vdisk_fileio',
    blockSize: 512,
    removable: false,
    isEmpty: false,
    isEjected: false,
    accessState: '',
    sessionLost: false,
    alloc: 0,
    out: undefined,
    recorded: GOOD,
    ours: GOOD,
    ...comparison,
    cdb: Buffer.from(cdb.replaceAll(' ', ''), 'hex'),
  })

const READY = '00 00 00 00 00 00'

describe('departures of the SCSI kind', () => {
  it('hold for the command and answers that they name, not for others', () => {
    const protectedOurs = { recorded: sense('70000'), ours: sense('72700') }
    assert.match(rule('2a 00 00000000 00 0001 00', protectedOurs)!, /write protection/)
    assert.equal(rule(READY, { recorded: GOOD, ours: sense('44400') }), undefined)
  })

  it('a drive without a medium refuses what needs one', () => {
    const empty = { handler: 'vcdrom', isEmpty: true, recorded: sense('23a00') } as const
    assert.equal(rule(READY, empty), undefined)
    assert.match(rule('1a 00 3f 00 fc 00', empty)!, /without a medium/)
    assert.equal(rule('1a 00 3f 00 fc 00', { ...empty, isEmpty: false }), undefined)
  })

  it('a missing medium is right after an eject alone', () => {
    const missing = { removable: true, ours: sense('23a00') }
    assert.equal(rule(READY, missing), undefined)
    assert.match(rule(READY, { ...missing, isEjected: true })!, /eject/)
  })

  it('a MODE SELECT of one page is compared, whatever its length', () => {
    const page = '0812'.padEnd(40, '0')
    const one = { out: Buffer.from(`00000000000000080000000000000200${page}`, 'hex'), ours: sense('52600') }
    assert.equal(rule('55 10 00 00 00 00 00 00 24 00', one), undefined)
    const two = { ...one, out: Buffer.from(`00000000${page}0a0a${'00'.repeat(10)}`, 'hex') }
    assert.match(rule('15 10 00 00 24 00', two)!, /several pages/)
  })

  it('a list of commands may have more, in any place, but lacks none', () => {
    const list = (...ops: string[]) =>
      `${(8 * ops.length).toString(16).padStart(8, '0')}${ops.map((op) => op.padEnd(16, '0')).join('')}`
    const all = 'a3 0c 00 00 00 00 00 00 10 00 00 00'
    const recorded = data(list('35', 'a4'))
    assert.match(rule(all, { recorded, ours: data(list('35', '34', 'a4')) })!, /OPERATION CODES/)
    assert.equal(rule(all, { recorded, ours: data(list('35', '34')) }), undefined)
  })
})
