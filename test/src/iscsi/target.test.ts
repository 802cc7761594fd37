import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('portals are allowed by positive and negated patterns', () => {
  const { iscsi } = liveTree()
  const rows: readonly (readonly [patterns: readonly string[], portal: string, allowed: boolean])[] = [
    [[], '10.0.0.1', true],
    [['10.*'], '10.0.0.1', true],
    [['10.*'], '11.0.0.1', false],
    [['11.*', '10.*'], '10.0.0.1', true],
    [['!10.*'], '10.0.0.1', false],
    [['!10.*'], '11.0.0.1', true],
    [['10.*', '!10.0.*'], '10.0.0.1', false],
    [['10.*', '!10.1.*'], '10.0.0.1', true],
    [['fe80::*'], 'fe80::1%eth0', true],
  ]
  for (const [i, [patterns, portal, allowed]] of rows.entries()) {
    const target = iscsi.addTarget(`t${i}`)
    for (const pattern of patterns) target.addAllowedPortal(pattern)
    assert.equal(target.allowsPortal(portal), allowed, `${patterns} ${portal}`)
  }
})

test('with per_portal_acl an initiator is another one at each portal', () => {
  const { iscsi } = liveTree()
  const target = iscsi.addTarget('t')
  assert.equal(target.fullInitiatorName('iqn.x', '10.0.0.1'), 'iqn.x')
  target.perPortalAcl = true
  assert.equal(target.fullInitiatorName('iqn.x', '10.0.0.1'), 'iqn.x#10.0.0.1')
  target.createGroup('g').initiators.add('*#10.0.0.1')
  assert.equal(target.groupOf(target.fullInitiatorName('iqn.x', '10.0.0.1')).name, 'g')
  assert.equal(target.groupOf(target.fullInitiatorName('iqn.x', '10.0.0.2')), target.defaultGroup)
})
