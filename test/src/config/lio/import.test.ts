import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitStatus } from '../../../../src/config/import/report.ts'
import { importLio } from '../../../../src/config/lio/import.ts'
import { device, isEnabled, losses, luns, options, plain, target } from '../../../support/imports.ts'
import { account, acl, chap, demo, disk, groups, type Json, name, read, tpg } from '../../../support/lio.ts'

test('who may log in and what is seen, by generate_node_acls and ACLs', () => {
  const nobody = read([tpg()])
  assert.equal(isEnabled(nobody, name), false)
  assert.deepEqual(luns(target(nobody, name)), [])

  const listed = read([tpg({ node_acls: [acl('iqn.Host:a'), acl('iqn.host:b')] })])
  assert.deepEqual(groups(listed), ['acl1: iqn.host:a iqn.host:b sees 4 d1'])
  assert.deepEqual(luns(target(listed, name)), [])
  assert.equal(isEnabled(listed, name), true)

  const everybody = read([tpg({ attributes: { ...demo, demo_mode_write_protect: undefined } })])
  assert.deepEqual(luns(target(everybody, name)), ['0 d1 ro'])
  assert.deepEqual(luns(target(read([tpg({ attributes: demo })]), name)), ['0 d1'])

  const both = read([tpg({ attributes: demo, node_acls: [acl('iqn.host:a', { mapped_luns: [] })] })])
  assert.deepEqual(groups(both), ['acl1: iqn.host:a sees nothing'])
  assert.deepEqual(luns(target(both, name)), ['0 d1'])
})

test('write_protect, and its default by prod_mode_write_protect', () => {
  const mapped = [
    { index: 0, tpg_lun: 0, write_protect: true },
    { index: 1, tpg_lun: 0 },
    { index: 2, tpg_lun: 9 },
  ]
  const imported = read([tpg({ node_acls: [acl('iqn.h:a', { mapped_luns: mapped })] })])
  assert.deepEqual(groups(imported), ['acl1: iqn.h:a sees 0 d1 ro 1 d1'])
  const attributes = { authentication: 0, generate_node_acls: 0, prod_mode_write_protect: 1 }
  const protect = read([
    tpg({ attributes, node_acls: [acl('iqn.h:a', { mapped_luns: [{ index: 1, tpg_lun: 0 }] })] }),
  ])
  assert.deepEqual(groups(protect), ['acl1: iqn.h:a sees 1 d1 ro'])
})

test('one account for all hosts is the target’s; accounts that differ put it off', () => {
  const one = account('joe', 'joes-long-secret')
  const same = read([tpg({ attributes: chap, node_acls: [acl('iqn.h:a', one), acl('iqn.h:b', one)] })])
  assert.equal(plain(target(same, name)).IncomingUser, 'joe joes-long-secret')
  assert.equal(isEnabled(same, name), true)

  const node_acls = [acl('iqn.h:a', one), acl('iqn.h:b', account('ann', 'anns-long-secret'))]
  const differ = read([tpg({ attributes: chap, node_acls })])
  assert.equal(isEnabled(differ, name), false)
  assert.equal(plain(target(differ, name)).IncomingUser, undefined)
  const union = read([tpg({ attributes: chap, node_acls })], { chapUnion: true })
  assert.equal(plain(target(union, name)).IncomingUser, 'joe joes-long-secret | ann anns-long-secret')
  assert.equal(isEnabled(union, name), true)
})

test('authentication missing means required: hosts without an account are left out', () => {
  const attributes = { generate_node_acls: 0 }
  const one = account('joe', 'joes-long-secret')
  const some = read([tpg({ attributes, node_acls: [acl('iqn.h:a', one), acl('iqn.h:b')] })])
  assert.deepEqual(groups(some), ['acl1: iqn.h:a sees 4 d1'])
  const none = read([tpg({ attributes, node_acls: [acl('iqn.h:a')] })])
  assert.equal(isEnabled(none, name), false)
})

test('accounts without authentication are asked for, unless it shall be as it ran', () => {
  const node_acls = [acl('iqn.h:a', account('joe', 'joes-long-secret'))]
  assert.equal(plain(target(read([tpg({ node_acls })]), name)).IncomingUser, 'joe joes-long-secret')
  assert.equal(plain(target(read([tpg({ node_acls })], { asRunning: true }), name)).IncomingUser, undefined)
})

test('demo hosts without an account get nothing where CHAP is needed', () => {
  const imported = read([
    tpg({
      attributes: { ...demo, authentication: 1 },
      node_acls: [acl('iqn.h:a', account('joe', 'joes-long-secret'))],
    }),
  ])
  assert.deepEqual(luns(target(imported, name)), [])
})

test('the cache is on only where both marks say so', () => {
  const through = (over: Json) =>
    device(read([tpg({ attributes: demo })], {}, { storage_objects: [disk(over)] }), 'd1').write_through
  assert.equal(through({}), '1')
  assert.equal(through({ write_back: undefined, attributes: {} }), '1')
  assert.equal(through({ write_back: true, attributes: { emulate_write_cache: 0 } }), '1')
  assert.equal(through({ write_back: true, attributes: { emulate_write_cache: 1 } }), '0')
})

test('a RAM disk is no null device', () => {
  const objects = (over: Json) => ({
    storage_objects: [disk({ plugin: 'ramdisk', dev: undefined, size: 1048576, ...over })],
  })
  const lun = { luns: [{ index: 0, storage_object: '/backstores/ramdisk/d1' }], attributes: demo }
  assert.deepEqual(luns(target(read([tpg(lun)], {}, objects({})), name)), [])
  assert.deepEqual(luns(target(read([tpg(lun)], {}, objects({ nullio: true })), name)), ['0 d1'])
})

test('no portal means nobody; a portal group that is off or unreachable is left out', () => {
  const unreachable = read([tpg({ attributes: demo, portals: [] })])
  assert.equal(plain(target(unreachable, name)).allowed_portal, '!*')
  const address = {
    portals: [
      { ip_address: '[fe80::1]', port: 3260 },
      { ip_address: '10.0.0.1', port: 3260 },
    ],
  }
  assert.equal(
    plain(target(read([tpg({ attributes: demo, ...address })]), name)).allowed_portal,
    'fe80::1 | 10.0.0.1',
  )
  const second = tpg({ attributes: demo, tag: 2, enable: false })
  assert.equal(isEnabled(read([tpg({ attributes: demo }), second]), name), true)
})

const on = (...addresses: string[]) => ({
  portals: addresses.map((address) => ({ ip_address: address, port: 3260 })),
})

test('portal groups in use that are the same are one target on the portals of all', () => {
  const acls = { attributes: chap, node_acls: [acl('iqn.h:a', account('joe', 'joes-long-secret'))] }
  const imported = read([tpg({ ...acls, ...on('10.0.0.1') }), tpg({ ...acls, tag: 2, ...on('10.0.0.2') })])
  const { allowed_portal, per_portal_acl, IncomingUser, enabled } = plain(target(imported, name))
  assert.deepEqual(
    { allowed_portal, per_portal_acl, IncomingUser, enabled },
    {
      allowed_portal: '10.0.0.1 | 10.0.0.2',
      per_portal_acl: undefined,
      IncomingUser: 'joe joes-long-secret',
      enabled: '1',
    },
  )
  assert.deepEqual(groups(imported), ['acl1: iqn.h:a sees 4 d1'])
  assert.equal(exitStatus(imported.report.rows(), false), 2)
})

test('portal groups that differ are told apart by the address, or put the target off', () => {
  const first = tpg({ node_acls: [acl('iqn.h:a')], ...on('10.0.0.1', '10.0.1.1') })
  const other = acl('iqn.h:a', { mapped_luns: [{ index: 9, tpg_lun: 0, write_protect: true }] })
  const second = (over: Json) => tpg({ tag: 2, node_acls: [other], ...on('10.0.0.2'), ...over })
  const apart = read([first, second({})])
  assert.equal(plain(target(apart, name)).per_portal_acl, '1')
  assert.equal(isEnabled(apart, name), true)
  assert.deepEqual(luns(target(apart, name)), [])
  assert.deepEqual(groups(apart), [
    'acl1: iqn.h:a#10.0.0.1 iqn.h:a#10.0.1.1 sees 4 d1',
    'acl2: iqn.h:a#10.0.0.2 sees 9 d1 ro',
  ])
  const open = read([first, second({ attributes: demo, node_acls: [] })])
  assert.deepEqual(groups(open)[1], 'demo2: *#10.0.0.2 sees 0 d1')
  const unsafe = [
    on('0.0.0.0'),
    on('10.0.0.1'),
    on('[fe80::1]'),
    { attributes: { ...demo, authentication: 1 } },
    { attributes: demo },
    { node_acls: [] },
    { parameters: { InitialR2T: 'No' } },
  ]
  for (const over of unsafe) {
    const imported = read([first, second(over)])
    assert.equal(isEnabled(imported, name), false, JSON.stringify(over))
    assert.equal(exitStatus(imported.report.rows(), false), 1)
  }
})

test('the daemon has one port: portals of another one put their target off', () => {
  const at = (...ports: number[]) =>
    read([tpg({ attributes: demo, portals: ports.map((port) => ({ ip_address: '10.0.0.1', port })) })])
  assert.equal(isEnabled(at(3260), name), true)
  const moved = at(3261, 3261)
  assert.equal(isEnabled(moved, name), true)
  assert.match(JSON.stringify(moved.report.rows()), /start the daemon with -p 3261/)
  assert.equal(isEnabled(at(3260, 3261), name), false)
  assert.equal(exitStatus(at(3260, 3261).report.rows(), false), 1)
})

test('ALUA: no path becomes active by guess; with --alua it is a device group', () => {
  const groupsOf = (state: number) => [
    { name: 'default_tg_pt_gp', alua_access_state: 0, tg_pt_gp_id: 0 },
    { name: 'far', alua_access_state: state, tg_pt_gp_id: 7, preferred: 1 },
  ]
  const far = (state: number, given = {}, label: Json = { alua_tg_pt_gp_name: 'far' }) =>
    read(
      [
        tpg({
          attributes: demo,
          luns: [{ index: 0, storage_object: '/backstores/fileio/d1', ...label }],
        }),
      ],
      given,
      { storage_objects: [disk({ alua_tpgs: groupsOf(state) })] },
    )
  assert.equal(isEnabled(far(0), name), true)
  assert.equal(isEnabled(far(2), name), false)
  assert.equal(isEnabled(far(2, {}, {}), name), false)
  assert.equal(isEnabled(far(2, {}, { alua_tg_pt_gp_name: 'default_tg_pt_gp' }), name), true)
  const taken = far(2, { alua: true })
  assert.equal(isEnabled(taken, name), true)
  const group = taken.configuration.deviceGroups.get('alua_d1')!
  assert.deepEqual([...group.devices.keys()], ['d1'])
  const { attributes, targets } = group.targetGroups.get('far')!
  assert.deepEqual(plain({ attributes }), { group_id: '7', state: 'standby', preferred: '1' })
  assert.deepEqual([...targets.keys()], [name])
  assert.equal(isEnabled(far(9, { alua: true }), name), false)
})

test('what rtslib drops, and objects and targets that are left out, are said as such', () => {
  const dropped = read(
    [tpg({ attributes: demo })],
    {},
    {
      storage_objects: [disk({ exists: true, buffered_mode: true })],
    },
  )
  const buffered = dropped.report.rows().find(({ text }) => text.includes('buffered_mode'))!
  assert.deepEqual([buffered.verdict, buffered.severity], ['ignored-by-source-too', 'error'])
  const refused = read(
    [],
    {},
    {
      storage_objects: [disk({ plugin: 'user', config: 'rbd/x' })],
      targets: [{ fabric: 'iscsi', wwn: 'iqn.bad_name', tpgs: [tpg(account('joe', 'joes-long-secret'))] }],
    },
  )
  assert.doesNotMatch(JSON.stringify(refused.report.rows()), /joes-long-secret/)
})

test('a file is never made longer', () => {
  const sized = (size: number) =>
    read(
      [tpg({ attributes: demo })],
      { look: () => ({ kind: 'file', size: 1000 }) },
      { storage_objects: [disk({ size })] },
    )
  assert.deepEqual(luns(target(sized(1000), name)), ['0 d1'])
  assert.deepEqual(luns(target(sized(1001), name)), [])
})

test('--preserve-identity: NAA, T10 name and what fits', () => {
  const imported = read([tpg({ attributes: demo })], { preserveIdentity: true })
  const { naa_id, t10_vend_id, prod_id, vend_specific_id, usn } = device(imported, 'd1')
  assert.deepEqual(
    { naa_id, t10_vend_id, prod_id, vend_specific_id, usn },
    {
      naa_id: '0x600140527d9d92158034fc0a6bf651b1',
      t10_vend_id: 'LIO-ORG',
      prod_id: 'FILEIO',
      vend_specific_id: 'FILEIO:27d9d921-5803-4fc0-a6bf-651b1a8ae519',
      usn: undefined,
    },
  )
})

test('what cannot be read may hold rules: everything is off', () => {
  for (const rest of [{ targets: 'x' }, { storage_objects: {} }, { fabric_modules: 1 }]) {
    const imported = read([tpg({ attributes: demo })], {}, rest)
    assert.deepEqual(imported.configuration.drivers.get('iscsi')!.attributes.get('enabled'), ['0'])
  }
  const broken = importLio({ file: 'input', text: '{\n "targets": [\n  { "x" }\n ]\n}\n' }, options())
  assert.equal(broken.configuration.drivers.size, 0)
  assert.deepEqual(
    broken.report.diagnostics().map(({ range }) => range.start),
    [
      { line: 3, column: 9 },
      { line: 1, column: 1 },
      { line: 3, column: 9 },
    ],
  )
})

test('other fabrics are rows; a document without targets is nothing', () => {
  const other = importLio(
    { file: 'input', text: '{"targets":[{"fabric":"tcm_fc","wwn":"20:00","tpgs":[]}]}' },
    options(),
  )
  assert.deepEqual(losses(other), ['1 unsupported'])
  const empty = importLio({ file: 'input', text: '{}' }, options())
  assert.equal(exitStatus(empty.report.rows(), true), 0)
})
