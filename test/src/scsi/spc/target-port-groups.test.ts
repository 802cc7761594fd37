import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AluaGroups, AluaState } from '../../../../src/scsi/nexus.ts'
import { disk, initiator, said, send, vectors } from '../../../support/scsi.ts'

function grouped(state: AluaState = 'active') {
  const lu = disk()
  const changes: { groupId: number; state: AluaState }[] = []
  const alua: AluaGroups = {
    state: () => state,
    groups: () => [
      { groupId: 1, state, preferred: true, relTgtIds: [1] },
      { groupId: 2, state: 'offline', preferred: false, relTgtIds: [2, 50] },
    ],
    set(wanted) {
      if (wanted.some(({ groupId }) => groupId > 2)) return false
      changes.push(...wanted)
      return true
    },
    groupId: () => 1,
  }
  lu.alua = alua
  lu.explAlua = true
  return { lu, changes, nexus: initiator(lu) }
}

const groups = '80cf0001 00020001 00000001 0ecf0002 00020002 00000002 00000032'

describe('REPORT TARGET PORT GROUPS', () => {
  vectors(grouped().nexus, [
    ['length only format', 'a3 0a 00 00 00 00 00 00 00 ff 00 00', `GOOD 0000001c ${groups}`, 255],
    ['extended format', 'a3 2a 00 00 00 00 00 00 00 ff 00 00', `GOOD 00000020 10000000 ${groups}`, 255],
    ['another format', 'a3 4a 00 00 00 00 00 00 00 ff 00 00', '5/24/00', 255],
  ])
  vectors(initiator(disk()), [
    ['in no device group', 'a3 0a 00 00 00 00 00 00 00 ff 00 00', 'GOOD 00000000', 255],
    ['in no device group, extended', 'a3 2a 00 00 00 00 00 00 00 ff 00 00', 'GOOD 00000004 10000000', 255],
  ])
})

describe('SET TARGET PORT GROUPS', () => {
  it('sets states', async () => {
    const { nexus, changes } = grouped()
    const out = Buffer.from('00000000 01000001 02000002'.replaceAll(' ', ''), 'hex')
    assert.equal(said(await send(nexus, 'a4 0a 00 00 00 00 00 00 00 0c 00 00', { out })), 'GOOD')
    assert.deepEqual(changes, [
      { groupId: 1, state: 'nonoptimized' },
      { groupId: 2, state: 'standby' },
    ])
  })

  vectors(grouped().nexus, [
    ['an unknown group', 'a4 0a 00 00 00 00 00 00 00 08 00 00', '4/67/0a', '00000000 00000009'],
    ['an unknown state', 'a4 0a 00 00 00 00 00 00 00 08 00 00', '4/67/0a', '00000000 07000001'],
    ['transitioning', 'a4 0a 00 00 00 00 00 00 00 08 00 00', '4/67/0a', '00000000 0f000001'],
    ['no list', 'a4 0a 00 00 00 00 00 00 00 00 00 00', 'GOOD'],
  ])
  vectors(grouped('transitioning').nexus, [
    ['while transitioning', 'a4 0a 00 00 00 00 00 00 00 08 00 00', '2/04/0a', '00000000 00000001'],
  ])
  vectors(initiator(disk()), [
    ['without explicit ALUA', 'a4 0a 00 00 00 00 00 00 00 08 00 00', '5/24/00 CDB 1.0', '00000000 00000001'],
  ])
})

describe('access states', () => {
  const READY = '00 00 00 00 00 00'
  const INQUIRY = '12 00 00 00 01 00'
  const RTPG = 'a3 0a 00 00 00 00 00 00 00 00 00 00'
  const MODE_SENSE = '1a 08 0a 00 00 00'
  for (const [state, ready, inquiry, modeSense] of [
    ['nonoptimized', 'GOOD', 'GOOD 00', 'GOOD'],
    ['standby', '2/04/0b', 'GOOD 00', 'GOOD'],
    ['unavailable', '2/04/0c', 'GOOD 20', '2/04/0c'],
    ['offline', '2/04/12', 'GOOD 20', '2/04/12'],
    ['transitioning', '2/04/0a', 'GOOD 00', '2/04/0a'],
  ] as const)
    vectors(grouped(state).nexus, [
      [`${state}: TEST UNIT READY`, READY, ready],
      [`${state}: INQUIRY`, INQUIRY, inquiry, 1],
      [`${state}: REPORT TARGET PORT GROUPS`, RTPG, 'GOOD'],
      [`${state}: MODE SENSE`, MODE_SENSE, modeSense],
    ])
})
