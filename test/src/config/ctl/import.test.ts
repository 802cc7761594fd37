import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importCtl } from '../../../../src/config/ctl/import.ts'
import { printAddressFile } from '../../../../src/lib/initiator-addresses.ts'
import {
  conf,
  device,
  isEnabled,
  losses,
  luns,
  options,
  plain,
  row,
  target,
} from '../../../support/imports.ts'

const read = (text: string, given = {}) => importCtl(conf(text), options(given))
const name = 'iqn.a:b'
const lun = 'lun 0 { path /srv/a.img }'
const one = (lines: string, given = {}) => read(`target ${name} {\n${lines}\n${lun}\n}\n`, given)
const open = (lines: string, given = {}) => one(`auth-group no-authentication\n${lines}`, given)
const isOff = (text: string) =>
  read(text).configuration.drivers.get('iscsi')?.attributes.get('enabled')?.[0] !== '1'

test('without an auth-group, and with rules but no type, everybody is denied', () => {
  for (const lines of [
    '',
    'auth-group default',
    'initiator-name iqn.h:a',
    'initiator-portal 10.0.0.1',
    'auth-type deny',
    'auth-type chap',
  ]) {
    assert.equal(isEnabled(one(lines), name), false, lines)
  }
  assert.equal(isEnabled(open(''), name), true)
  assert.equal(isEnabled(one('auth-type none'), name), true)
  const group = 'auth-group ag { initiator-name iqn.h:a }\n'
  assert.equal(isEnabled(read(`${group}target ${name} { auth-group ag ${lun} }`), name), false)
})

test('names, addresses and accounts all count', () => {
  const imported = one(
    `${'chap joe "joes long secret"\nchap ann anns-long-secret\n'.replace(
      '"joes long secret"',
      'joes-long-secret',
    )}initiator-name iqn.h:a\ninitiator-portal 10.1.2.3/16\ninitiator-portal [fe80::1]`,
  )
  assert.equal(plain(target(imported, name)).IncomingUser, 'joe joes-long-secret | ann anns-long-secret')
  assert.deepEqual([...target(imported, name).groups.get('imported')!.initiators.keys()], ['iqn.h:a'])
  assert.deepEqual(luns(target(imported, name)), [])
  assert.equal(printAddressFile(imported.deny), 'iqn.a:b ALL\n')
  assert.equal(printAddressFile(imported.allow), 'iqn.a:b 10.1.0.0/16, [fe80::1]\n')
})

test('accounts that SCST refuses, contradictions and bad rules put the target off', () => {
  for (const lines of [
    'chap joe short',
    'chap joe "has a blank in it"',
    'chap joe joes-long-secret auth-type none',
    'auth-type none initiator-name "iqn.*"',
    'auth-type none initiator-portal host.example',
    'auth-type magic',
  ]) {
    const imported = one(lines)
    assert.equal(isEnabled(imported, name), false, lines)
    assert.ok(
      losses(imported).some((loss) => loss.includes('rejected')),
      lines,
    )
  }
})

test('mutual accounts: one for all is written, different ones are not', () => {
  const same = one(
    'chap-mutual a secret-of-a-123 m mutual-secret1\nchap-mutual b secret-of-b-123 m mutual-secret1',
  )
  assert.equal(plain(target(same, name)).OutgoingUser, 'm mutual-secret1')
  const differ = one(
    'chap-mutual a secret-of-a-123 m mutual-secret1\nchap-mutual b secret-of-b-123 n mutual-secret2',
  )
  assert.equal(plain(target(differ, name)).OutgoingUser, undefined)
  assert.equal(isEnabled(differ, name), true)
})

test('portals: none is nowhere, a wildcard is everywhere, foreign is elsewhere', () => {
  const portals = (group: string) => {
    const imported = read(
      `portal-group pg { ${group} }\ntarget ${name} { auth-group no-authentication portal-group pg ${lun} }`,
    )
    return [plain(target(imported, name)).allowed_portal, isEnabled(imported, name)]
  }
  assert.deepEqual(portals(''), ['!*', true])
  assert.deepEqual(portals('listen 0.0.0.0 listen [::]:3260'), [undefined, true])
  assert.deepEqual(portals('listen 10.0.0.1 listen [fe80::be:ef]'), ['10.0.0.1 | fe80::be:ef', true])
  assert.deepEqual(portals('listen 10.0.0.1 foreign'), ['!*', false])
  assert.deepEqual(portals('listen host.example'), ['!*', false])
  assert.equal(isEnabled(open('portal-group never-defined'), name), false)
})

test('an auth-group of one portal alone cannot be had', () => {
  const text = `portal-group pg { listen 10.0.0.1 }\ntarget ${name} { auth-group no-authentication portal-group pg no-access ${lun} }`
  assert.equal(isEnabled(read(text), name), false)
})

test('a target with a port and no portal-group was not on iSCSI', () => {
  const imported = one('port isp0\nauth-group no-authentication')
  assert.equal(imported.configuration.drivers.size, 0)
  assert.deepEqual(
    losses(imported).map((loss) => loss.split(' ')[1]),
    losses(imported).map(() => 'unsupported'),
  )
})

test('LUNs: names, sizes, cache and read-only', () => {
  const imported = read(`
    lun shared { path "/srv/s.img" blocksize 4096 option readonly on }
    target ${name} {
      auth-group no-authentication
      lun "5" shared
      lun 0x6 { path /dev/zvol/tank/x option writecache off option unmap on option naa 0x6589cfc000000000000000000000001 }
      lun 7 { path /srv/c.img option readonly perhaps }
      lun 8 { path /srv/d.img option writecache off }
      lun 9 { # path /srv/e.img
      }
      lun 10 { backend ramdisk option capacity 1G }
    }
  `)
  assert.deepEqual(luns(target(imported, name)), ['5 shared', '6 b_lun6', '7 b_lun7', '8 b_lun8'])
  assert.deepEqual(device(imported, 'shared'), {
    handler: 'vdisk_fileio',
    filename: '/srv/s.img',
    blocksize: '4096',
    read_only: '1',
  })
  assert.deepEqual(device(imported, 'b_lun6'), {
    handler: 'vdisk_blockio',
    filename: '/dev/zvol/tank/x',
    write_through: '1',
    thin_provisioned: '1',
  })
  assert.equal(device(imported, 'b_lun7').read_only, '1')
  assert.equal(device(imported, 'b_lun8').write_through, '1')
})

test('any error of grammar, and every double definition, closes everything', () => {
  for (const text of [
    `target ${name} { auth-group no-authentication`,
    `alias target\ntarget ${name} { auth-group no-authentication ${lun} }`,
    `nonsense\ntarget ${name} { auth-group no-authentication ${lun} }`,
    `auth-group a { chap joe pass!word }\ntarget ${name} { auth-group no-authentication ${lun} }`,
    `auth-group a {}\nauth-group a {}\ntarget ${name} { auth-group no-authentication ${lun} }`,
  ]) {
    assert.ok(isOff(text), text)
  }
})

test('a whole file on one line, CRLF, padded ids', () => {
  const line = `target ${name} { auth-group no-authentication; lun 0 { path /srv/a.img; serial "10000001  "; device-id "iSCSI Disk      1"; } }\r\n`
  const imported = read(line, { preserveIdentity: true })
  assert.equal(row(imported, 1).verdict, 'mapped-lossy')
  assert.equal(device(imported, 'b_lun0').usn, '10000001  ')
  assert.equal(device(imported, 'b_lun0').scsi_device_name, 'iqn.a:b,lun,0')
})

test('discovery accounts are the driver’s', () => {
  const imported = read(`
    auth-group disc { chap joe joes-long-secret }
    portal-group pg { discovery-auth-group disc listen 10.0.0.1 }
    target ${name} { auth-group no-authentication portal-group pg ${lun} }
  `)
  assert.equal(plain(imported.configuration.drivers.get('iscsi')!).IncomingUser, 'joe joes-long-secret')
})

test('discovery: portal groups in use count, and the default group where none is named', () => {
  const accounts = 'auth-group ag { chap joe joes-long-secret }\n'
  const driver = (text: string) => read(text).configuration.drivers.get('iscsi')!.attributes
  const on = (group: string) => `target iqn.a { auth-group no-authentication portal-group ${group} ${lun} }\n`
  const used = `${accounts}portal-group pg { discovery-auth-group ag listen 10.0.0.1 }\n`
  const open = 'portal-group open { discovery-auth-group no-authentication listen 10.0.0.2 }\n'
  assert.deepEqual(driver(used + open + on('pg')).get('IncomingUser'), ['joe joes-long-secret'])
  assert.equal(driver(used + open + on('open')).has('IncomingUser'), false)
  const both = used + open + on('pg') + on('open').replace('iqn.a', 'iqn.b')
  assert.deepEqual(driver(both).get('enabled'), ['0'])
  const standard = 'auth-group default { chap joe joes-long-secret }\n'
  assert.deepEqual(driver(standard + on('default')).get('IncomingUser'), ['joe joes-long-secret'])
})

test('the daemon has one port: other portals put their targets off', () => {
  const at = (...ports: number[]) => {
    const listens = ports.map((port) => `listen 10.0.0.1:${port}`).join(' ')
    return read(
      `portal-group pg { ${listens} }\ntarget ${name} { auth-group no-authentication portal-group pg ${lun} }\n`,
    )
  }
  assert.equal(isEnabled(at(3261), name), true)
  assert.match(row(at(3261), 1).why.join(), /-p 3261/)
  assert.equal(isEnabled(at(3260, 3261), name), false)
})

test('sizes of block devices: less is shown as less, more is refused', () => {
  const sized = (size: string, found: number) =>
    read(`target ${name} { auth-group no-authentication lun 0 { path /dev/zvol/x size ${size} } }`, {
      look: () => ({ kind: 'block', size: found }) as const,
    })
  assert.equal(device(sized('1M', 2 ** 21), 'b_lun0').size, '1048576')
  assert.equal(device(sized('2M', 2 ** 21), 'b_lun0').size, undefined)
  assert.deepEqual(luns(target(sized('4M', 2 ** 21), name)), [])
  assert.equal(device(sized('0', 2 ** 21), 'b_lun0').size, undefined)
})

test('a group, LUN or target that is defined twice leaves no target on', () => {
  for (const twice of [
    'auth-group default { auth-type none }\n'.repeat(2),
    'portal-group pg { listen 0.0.0.0 }\n'.repeat(2),
    'lun l { path /srv/l.img }\n'.repeat(2),
    'target iqn.c:d { auth-group no-authentication }\n'.repeat(2),
  ]) {
    const imported = read(`${twice}target ${name} { auth-group no-authentication ${lun} }\n`)
    assert.equal(isEnabled(imported, name), false, twice)
    assert.ok(isOff(`${twice}target ${name} { auth-group no-authentication ${lun} }\n`))
  }
})

test('rows of a LUN say only what is written', () => {
  const inside = (lines: string) =>
    read(`target ${name} {\nauth-group no-authentication\nlun 0 {\npath /srv/a.img\n${lines}\n}\n}\n`)
  const readOnly = inside('option writecache off\noption readonly on')
  assert.equal(device(readOnly, 'b_lun0').write_through, undefined)
  assert.deepEqual(row(readOnly, 5).became, [])
  assert.deepEqual(row(readOnly, 6).became, ['read_only 1'])
  const refused = inside('option writecache off\nblocksize 300')
  assert.deepEqual(row(refused, 4).became, [])
  assert.equal(row(refused, 5).verdict, 'rejected')
})
