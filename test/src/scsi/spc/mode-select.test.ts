import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disk, initiator, memoryFile, said, send, vectors } from '../../../support/scsi.ts'

const header = '00000000'
const writeThrough = '0812 00 0000000000000000008014000000000000'
const writeBack = '0812 04 0000000000000000008014000000000000'
const control = (b2: string, b3 = '10', b4 = '00', b5 = '00') => `0a0a ${b2}${b3}${b4}${b5} 00000000024b`

describe('MODE SELECT(6)', () => {
  const lu = disk({ savedModes: memoryFile() })
  vectors(initiator(lu), [
    ['no list', '15 10 00 00 00 00', 'GOOD'],
    ['without PF', '15 00 00 00 04 00', '5/24/00 CDB 1', header],
    ['less than a header', '15 10 00 00 03 00', '5/1a/00', '000000'],
    ['a header alone', '15 10 00 00 04 00', 'GOOD', header],
    ['block descriptor of 264 bytes', '55 10 0000000000 0008 00', '5/26/00 list 7', '0000000000000108'],
    ['a subpage', '15 10 00 00 10 00', '5/26/00 list 4.0', '00000000 4a0a2410000000000000024b'],
    ['block descriptor of 7 bytes', '15 10 00 00 0b 00', '5/26/00 list 3', '00000007 00000000000000'],
    ['PS set', '15 10 00 00 18 00', '5/26/00 list 4.7', `${header} 88${writeBack.slice(2)}`],
    ['a short caching page', '15 10 00 00 06 00', '5/26/00 list 5', `${header} 0804`],
    ['a page of which nothing changes', '15 10 00 00 08 00', '5/26/00 list 4.0', `${header} 09020000`],
    ['another task set type', '15 10 00 00 10 00', '5/26/00 list 6.5', `${header} ${control('00')}`],
    [
      'a queue algorithm that is reserved',
      '15 10 00 00 10 00',
      '5/26/00 list 7.4',
      `${header} ${control('20', '20')}`,
    ],
    ['QErr 10b', '15 10 00 00 10 00', '5/26/00 list 7.1', `${header} ${control('20', '14')}`],
    ['WCE off', '15 10 00 00 18 00', 'GOOD', `${header} ${writeThrough}`],
    ['WCE is off', '1a 08 08 00 07 00', 'GOOD 17001000 881200', 7],
    ['behind a block descriptor', '15 10 00 00 20 00', 'GOOD', `00000008 0000000000000200 ${writeBack}`],
    ['WCE is on', '1a 08 08 00 07 00', 'GOOD 17001000 881204', 7],
    [
      'two pages, the second bad',
      '15 10 00 00 24 00',
      '5/26/00 list 26.5',
      `${header} ${writeThrough} ${control('00')}`,
    ],
    ['then neither counts', '1a 08 08 00 07 00', 'GOOD 17001000 881204', 7],
    ['two pages', '15 10 00 00 24 00', 'GOOD', `${header} ${writeThrough} ${control('24')}`],
    ['D_SENSE', 'ff 00 00 00 00 00', '5/20/00 (descriptor)'],
    [
      'back, by MODE SELECT(10)',
      '55 10 00 00 00 00 00 00 14 00',
      'GOOD',
      `${header}00000000 ${control('20')}`,
    ],
    [
      'a page repeated as it is, beside another',
      '15 10 00 00 24 00',
      'GOOD',
      `${header} ${writeBack} 010ac001000000000100ffff`,
    ],
  ])
})

describe('MODE SELECT', () => {
  it('tells the other nexuses', async () => {
    const lu = disk()
    const [one, other] = [initiator(lu), initiator(lu)]
    await send(one, '15 10 00 00 04 00', { out: Buffer.alloc(4) })
    assert.equal(said(await send(one, '00 00 00 00 00 00')), 'GOOD')
    assert.equal(said(await send(other, '00 00 00 00 00 00')), '6/2a/01')
  })

  it('saves with SP what is not the default', async () => {
    const file = memoryFile()
    const nexus = initiator(disk({ savedModes: file }))
    const list = Buffer.from(`${header}${control('24', '10', '08', '40')}`.replaceAll(' ', ''), 'hex')
    await send(nexus, '15 11 00 00 10 00', { out: list })
    assert.equal(file.content, 'disk1\nTAS=1\nSWP=1\nD_SENSE=1\n')
    const { current } = disk({ savedModes: file }).modes
    assert.deepEqual([current.tas, current.swp, current.dSense, current.writeThrough], [1, 1, 1, 0])
  })

  it('changes nothing when what it sets cannot be kept', async () => {
    const full = { ...memoryFile(), write: () => Promise.reject(new Error('ENOSPC')) }
    const lu = disk({ savedModes: full })
    const [one, other] = [initiator(lu), initiator(lu)]
    const list = Buffer.from(`${header}${control('24')}`.replaceAll(' ', ''), 'hex')
    assert.equal(said(await send(one, '15 11 00 00 10 00', { out: list })), '5/39/00')
    assert.equal(lu.modes.current.dSense, 0)
    assert.equal(said(await send(other, '00 00 00 00 00 00')), 'GOOD')
  })

  it('leaves the cache of a unit that keeps nothing as it is', async () => {
    const nexus = initiator(disk({ volatile: true }))
    const out = Buffer.from(`${header}${writeThrough}`.replaceAll(' ', ''), 'hex')
    assert.equal(said(await send(nexus, '15 10 00 00 18 00', { out })), 'GOOD')
    assert.equal(said(await send(nexus, '12 01 86 00 07 00', { alloc: 7 })), 'GOOD 0086003c000701')
  })

  it('cannot save without a place for it, nor a cache that survives power loss', async () => {
    const out = Buffer.from(`${header}${writeThrough}`.replaceAll(' ', ''), 'hex')
    assert.equal(said(await send(initiator(disk()), '15 11 00 00 18 00', { out })), '5/39/00')
    const nv = initiator(disk({ nvCache: true, savedModes: memoryFile() }))
    assert.equal(said(await send(nv, '15 11 00 00 18 00', { out })), '5/24/00 CDB 1.0')
  })
})
