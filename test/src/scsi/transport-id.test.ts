import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sameTransportId, transportIdAt } from '../../../src/scsi/transport-id.ts'
import { iscsiTransportId } from '../../support/scsi.ts'

/** Format 00b: the name alone. */
const nameOnly = (name: string) => {
  const id = Buffer.from(iscsiTransportId(name))
  id[0] = 0x05
  return id
}

const shown = (id: Uint8Array) => Buffer.from(id).toString('latin1', 4).replaceAll('\0', '')

describe('TransportIDs name the same port', () => {
  for (const [same, a, b] of [
    [true, iscsiTransportId('iqn.a,i,0x00023d00beef'), iscsiTransportId('IQN.A,i,0x00023D00BEEF')],
    [true, iscsiTransportId('iqn.a,i,0x00023d00beef'), iscsiTransportId('iqn.a,i,0xefbe003d0200')],
    [true, iscsiTransportId('iqn.a,i,0x00023d000001'), iscsiTransportId('iqn.a,i,0x100003d0200')],
    [false, iscsiTransportId('iqn.a,i,0x00023d00beef'), iscsiTransportId('iqn.a,i,0x00023d00beee')],
    [false, iscsiTransportId('iqn.a,i,0x1'), iscsiTransportId('iqn.b,i,0x1')],
    [true, nameOnly('iqn.a'), iscsiTransportId('iqn.a,i,0x00023d00beef')],
    [false, nameOnly('iqn.ab'), iscsiTransportId('iqn.a,i,0x00023d00beef')],
    [false, Buffer.alloc(24, 6), iscsiTransportId('iqn.a,i,0x1')],
    [true, Buffer.alloc(24, 6), Buffer.alloc(24, 6)],
  ] as const)
    it(`${shown(a)} and ${shown(b)}: ${same}`, () => assert.equal(sameTransportId(a, b), same))
})

describe('TransportIDs in a list', () => {
  it('iSCSI: by their own length', () => {
    const id = Buffer.from(iscsiTransportId('iqn.2026-10.test:a-longer-name,i,0x1'))
    assert.deepEqual(transportIdAt(Buffer.concat([id, Buffer.alloc(7)])), new Uint8Array(id))
  })
  it('SAS: 24 bytes', () => assert.equal(transportIdAt(Buffer.alloc(40, 6))?.length, 24))
  it('too short, beyond the end, or of no protocol we know', () => {
    assert.equal(transportIdAt(Buffer.alloc(20)), undefined)
    assert.equal(transportIdAt(Buffer.from(iscsiTransportId('iqn.a')).fill(0xff, 2, 4)), undefined)
    assert.equal(transportIdAt(Buffer.alloc(24, 0x0f)), undefined)
  })
})
