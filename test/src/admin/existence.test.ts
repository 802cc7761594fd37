import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownerRequirements, requirementsOf } from '../../../src/admin/existence.ts'

const codes = (requirements: readonly { code: number }[]): number[] => requirements.map(({ code }) => code)

test('what an object needs, from the outside in, and the code of its absence', () => {
  assert.deepEqual(
    codes(requirementsOf({ kind: 'initiator', driver: 'd', target: 't', group: 'g', initiator: 'i' })),
    [30, 40, 60, 80],
  )
  assert.deepEqual(
    codes(requirementsOf({ kind: 'targetGroupTarget', deviceGroup: 'dg', targetGroup: 'tg', target: 't' })),
    [120, 136, 162],
  )
  assert.deepEqual(codes(requirementsOf({ kind: 'scst' })), [])
})

test('a LUN of a target and one of a group are missed under different codes', () => {
  assert.deepEqual(codes(requirementsOf({ kind: 'lun', driver: 'd', target: 't', lun: '0' })), [30, 40, 47])
  assert.deepEqual(
    codes(requirementsOf({ kind: 'lun', driver: 'd', target: 't', group: 'g', lun: '0' })),
    [30, 40, 60, 70],
  )
  assert.deepEqual(codes(ownerRequirements({ driver: 'd', target: 't' })), [30, 40])
})
