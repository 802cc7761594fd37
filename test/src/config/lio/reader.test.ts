import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importLio } from '../../../../src/config/lio/import.ts'
import { device, isEnabled, luns, options, plain, target } from '../../../support/imports.ts'
import { account, acl, demo, disk, groups, name, read, tpg } from '../../../support/lio.ts'

test('block sizes are those that the kernel takes; any other drops the LUN', () => {
  const shown = (block_size: unknown) => {
    const storage_objects = [disk({ attributes: { block_size } })]
    return luns(target(read([tpg({ attributes: demo })], {}, { storage_objects }), name)).length
  }
  assert.deepEqual([512, '4096', null].map(shown), [1, 1, 1])
  assert.deepEqual([8192, 256, '4k', [], 4096.5].map(shown), [0, 0, 0, 0, 0])
})

test('words are no flags: the stricter counts, and the row is rejected', () => {
  const node_acls = [acl('iqn.h:a', account('joe', 'joes-long-secret'))]
  const needing = read([tpg({ attributes: { ...demo, authentication: 'No' }, node_acls })])
  assert.equal(plain(target(needing, name)).IncomingUser, 'joe joes-long-secret')
  const listed = read([tpg({ attributes: { ...demo, generate_node_acls: 'yes' }, node_acls })])
  assert.deepEqual(luns(target(listed, name)), [])
  const kept = read([tpg({ attributes: { ...demo, demo_mode_write_protect: 'no' } })])
  assert.deepEqual(luns(target(kept, name)), ['0 d1 ro'])
  const mapped = [{ index: 0, tpg_lun: 0, write_protect: 'false' }]
  const protect = read([tpg({ node_acls: [acl('iqn.h:a', { mapped_luns: mapped })] })])
  assert.deepEqual(groups(protect), ['acl1: iqn.h:a sees 0 d1 ro'])
  const unsure = read([tpg({ attributes: demo })], {}, { storage_objects: [disk({ readonly: {} })] })
  assert.equal(device(unsure, 'd1').read_only, '1')
})

const said = ({ report }: ReturnType<typeof read>) =>
  JSON.stringify([report.rows(), report.diagnostics(), report.notes])

test('a secret is hidden whatever it is wrapped in, and puts its target off', () => {
  for (const chap_password of [
    ['joes-S3CRET-word'],
    { x: 'joes-S3CRET-word' },
    { 'joes-S3CRET-word': [1] },
  ]) {
    const node_acls = [acl('iqn.h:a', { chap_userid: 'joe', chap_password })]
    const imported = read([tpg({ node_acls })])
    assert.doesNotMatch(said(imported), /S3CRET/)
    assert.equal(isEnabled(imported, name), false)
  }
})

test('nothing of a file that is no JSON is shown', () => {
  for (const text of [
    '{"chap_password":\n "joes-S3CRET-word" oops',
    '{"a" 1, "chap_password":\n joes-S3CRET-word}',
    '{"a": "joes-S3CRET-word',
  ]) {
    const imported = importLio({ file: 'input', text }, options())
    assert.doesNotMatch(said(imported), /S3CRET/)
  }
})

test('rows of what is refused or left out say nothing that is not written', () => {
  const storage_objects = [
    disk(),
    disk({ name: 'd2', attributes: { block_size: 4096 } }),
    disk({ name: 'd3', dev: '/srv/d3', write_back: true, attributes: { block_size: 8192 } }),
  ]
  const of = (index: number, object: string) => ({ index, storage_object: `/backstores/fileio/${object}` })
  const tpgs = [tpg({ attributes: demo, luns: [of(0, 'd1'), of(2, 'd2')] })]
  const imported = read(tpgs, {}, { storage_objects })
  assert.deepEqual(luns(target(imported, name)), ['0 d1'])
  const claims = imported.report.rows().flatMap(({ became }) => became)
  assert.equal(claims.filter((claim) => /^(?:LUN 2|blocksize 4096|filename \/srv\/d3)/.test(claim)).length, 0)
})

test('of mapped LUNs with one number the first counts; LIO skips the others', () => {
  const mapped = [
    { index: 0, tpg_lun: 0, write_protect: true },
    { index: 0, tpg_lun: 0, write_protect: false },
  ]
  const imported = read([tpg({ node_acls: [acl('iqn.h:a', { mapped_luns: mapped })] })])
  assert.deepEqual(groups(imported), ['acl1: iqn.h:a sees 0 d1 ro'])
})

test('a host whose ACL has no account does not become one of those without ACL', () => {
  const imported = read([
    tpg({
      attributes: { ...demo, authentication: 1 },
      node_acls: [acl('iqn.h:a')],
      ...account('joe', 'joes-long-secret'),
    }),
  ])
  assert.deepEqual(groups(imported), ['refused: iqn.h:a sees nothing'])
  assert.deepEqual(luns(target(imported, name)), ['0 d1'])
})

test('LIO has no block object on a file', () => {
  const look = () => ({ kind: 'file', size: 1024 }) as const
  const storage_objects = [disk({ plugin: 'block' })]
  const imported = read([tpg({ attributes: demo })], { look }, { storage_objects })
  assert.deepEqual(luns(target(imported, name)), [])
})
