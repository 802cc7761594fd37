import { describe } from 'node:test'
import type { AluaGroups } from '../../../../src/scsi/nexus.ts'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

const group: AluaGroups = {
  state: () => 'active',
  groups: () => [],
  set: () => true,
  groupId: () => 0x0102,
}

describe('device identification (VPD 83h)', () => {
  const named = disk()
  named.identity.scsiDeviceName = 'iqn.a'
  named.identity.eui64Id = Buffer.from('0011223344556677', 'hex')
  named.identity.naaId = Buffer.from('5000000000000001', 'hex')
  named.alua = group
  vectors(initiator(named), [
    [
      'every designator in its order',
      '12 01 83 00 ff 00',
      `GOOD 0083 004e 03280008 69716e2e61000000 02010016 534353545f46494f 62386664626433322d6469736b31
       01140004 00000001 01150004 00000102 01020008 0011223344556677 01030008 5000000000000001`,
      255,
    ],
  ])

  const onlyNaa = disk()
  onlyNaa.identity.naaId = Buffer.from('5000000000000001', 'hex')
  vectors(initiator(onlyNaa), [
    [
      'an NAA identifier leaves no need for a made-up EUI-64',
      '12 01 83 00 ff 00',
      `GOOD 0083 002e 02010016 534353545f46494f 62386664626433322d6469736b31
       01140004 00000001 01030008 5000000000000001`,
      255,
    ],
  ])
})
