import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitStatus } from '../../../../src/config/import/report.ts'
import { importTgt } from '../../../../src/config/tgt/import.ts'
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

const here = { look: () => ({ kind: 'file', size: 1048576 }) as const }
const read = (text: string, given = {}) => importTgt(conf(text), options({ ...here, ...given }))
const one = (lines: string, given = {}) =>
  read(`<target iqn.a:b>\nbacking-store /a\n${lines}\n</target>\n`, given)
const name = 'iqn.a:b'

const groups = (imported: ReturnType<typeof read>) =>
  [...target(imported, name).groups].map(
    ([group, section]) =>
      `${group}: ${[...section.initiators.keys()].join(' ')} sees ${luns(section).join(' ') || 'nothing'}`,
  )
const files = ({ allow, deny }: ReturnType<typeof read>) => [printAddressFile(deny), printAddressFile(allow)]

test('automatic LUN numbers go by path from 1, backing before direct, written ones reserved', () => {
  const imported = read(
    `
    <target iqn.a:b>
      direct-store /dev/a
      backing-store /z
      backing-store /m
      <backing-store /b>
        lun 2
      </backing-store>
    </target>
  `
      .replace('backing-store /z\n', '<backing-store /z>\n</backing-store>\n')
      .replace('backing-store /m\n', '<backing-store /m>\n</backing-store>\n'),
  )
  const paths = Object.fromEntries(
    luns(target(imported, name)).map((lun) => [
      lun.split(' ')[0],
      device(imported, lun.split(' ')[1]!).filename,
    ]),
  )
  assert.deepEqual(paths, { 1: '/m', 2: '/b', 3: '/z', 4: '/dev/a' })
})

test('LUN 0 and doubled numbers are refused, and nothing moves into their place', () => {
  const imported = read(`
    <target iqn.a:b>
      <backing-store /a>
        lun 0
      </backing-store>
      <backing-store /b>
        lun 3
      </backing-store>
      <backing-store /c>
        lun 3
      </backing-store>
    </target>
  `)
  assert.deepEqual(luns(target(imported, name)), ['3 b_lun3'])
})

test('names alone were no ACL in tgt; here they are, unless it shall be as it ran', () => {
  assert.deepEqual(groups(one('initiator-name iqn.host:a')), ['imported: iqn.host:a sees 1 b_lun1'])
  assert.deepEqual(groups(one('initiator-name iqn.host:a\ninitiator-address ALL')), [
    'imported: iqn.host:a sees 1 b_lun1',
  ])
  const open = one('initiator-name iqn.host:a', { asRunning: true })
  assert.deepEqual(luns(target(open, name)), ['1 b_lun1'])
  assert.equal(row(open, 3).severity, 'error')
})

test('addresses become rules; dead ones do not open the list', () => {
  assert.deepEqual(files(one('initiator-address 10.0.0.1\ninitiator-address 10.1.0.0/16')), [
    'iqn.a:b ALL\n',
    'iqn.a:b 10.0.0.1, 10.1.0.0/16\n',
  ])
  for (const dead of [
    '10.0.0.1/32',
    '10.0.0.1/8',
    'host.example',
    '10.0.0.0/255.0.0.0',
    '192.168.1.*',
    '10.0.0.1,10.0.0.2',
  ]) {
    assert.deepEqual(files(one(`initiator-address ${dead}`)), ['iqn.a:b ALL\n', ''], dead)
  }
  assert.deepEqual(files(one('initiator-address ALL')), ['', ''])
})

test('two words, or names beside addresses, put the target off', () => {
  assert.equal(isEnabled(one('initiator-address 10.0.0.1 10.0.0.2'), name), false)
  const both = 'initiator-address 10.0.0.1\ninitiator-name iqn.host:a'
  assert.equal(isEnabled(one(both), name), false)
  assert.deepEqual(groups(one(both, { acl: 'names' })), ['imported: iqn.host:a sees 1 b_lun1'])
  assert.deepEqual(files(one(both, { acl: 'ips' })), ['iqn.a:b ALL\n', 'iqn.a:b 10.0.0.1\n'])
  assert.equal(isEnabled(one('initiator-name iqn.host:*'), name), false)
})

test('accounts that SCST or the shell would change put the target off', () => {
  const accounts = [
    'joe short',
    'joe abcdefgh#ijklmnop',
    'joe  two-blanks-here',
    'joe with$dollar-sign',
    "joe quote'in-secret",
    'joe',
    'joe PLEASE_CORRECT_THE_PASSWORD',
  ]
  for (const account of accounts) {
    const imported = one(`incominguser ${account}`)
    assert.equal(isEnabled(imported, name), false, account)
    assert.equal(row(imported, 3).verdict, 'rejected', account)
  }
  assert.equal(
    plain(target(one('incominguser joe joes-long\\#secret'), name)).IncomingUser,
    'joe joes-long#secret',
  )
})

test('an account is global: the first secret of a name counts everywhere', () => {
  const imported = read(`
    <target iqn.b>
      backing-store /b
      incominguser joe second-secret
    </target>
    <target iqn.a>
      backing-store /a
      incominguser joe first-secret1
    </target>
  `)
  assert.equal(plain(target(imported, 'iqn.b')).IncomingUser, 'joe first-secret1')
  assert.equal(row(imported, 3).severity, 'error')
})

test('write cache, read-only and block size are read as tgt reads them, or stricter', () => {
  const written = (lines: string) => device(one(lines), 'b_lun1')
  assert.equal(written('').write_through, '0')
  assert.equal(written('write-cache on').write_through, '0')
  for (const off of [
    'write-cache off',
    'write-cache Off',
    'write-cache 0',
    'mode_page 8:0:18:0:0',
    'bsoflags sync',
  ]) {
    assert.equal(written(off).write_through, '1', off)
  }
  assert.equal(written('readonly 1').read_only, '1')
  assert.equal(written('readonly yes').read_only, '1')
  assert.equal(written('readonly 0').read_only, undefined)
  assert.equal(written('block-size 4096').blocksize, undefined)
  const own = (line: string) =>
    read(`<target iqn.a:b>\n<backing-store /a>\n${line}\n</backing-store>\n</target>\n`)
  assert.equal(device(own('block-size 4096'), 'b_lun1').blocksize, '4096')
  assert.deepEqual(luns(target(own('block-size 4k'), name)), [])
  assert.equal(isEnabled(own('device-type tape'), name), false)
})

test('--preserve-identity: ids by target id and LUN, as tgt makes them', () => {
  const imported = read(
    '<target iqn.c>\nbacking-store /c\n</target>\n<target iqn.a>\ncontroller_tid 2\nbacking-store /a\n</target>\n',
    { preserveIdentity: true },
  )
  const { naa_id, t10_vend_id, vend_specific_id, usn } = device(imported, 'iqn_c_lun1')
  assert.deepEqual(
    { naa_id, t10_vend_id, vend_specific_id, usn },
    {
      naa_id: '0x60000000000000000e00000000030001',
      t10_vend_id: 'IET',
      vend_specific_id: '00030001',
      usn: 'beaf31',
    },
  )
})

test('include: without match nothing, unreadable closes everything', () => {
  const text = 'include /etc/tgt/conf.d/*.conf\n<target iqn.a:b>\nbacking-store /a\n</target>\n'
  assert.equal(isEnabled(read(text), name), true)
  const unreadable = read(text, { include: () => undefined })
  assert.deepEqual(unreadable.configuration.drivers.get('iscsi')!.attributes.get('enabled'), ['0'])
  const included = read('include x\n', {
    include: () => [{ file: 'x', text: '<target iqn.a:b>\nbacking-store /a\n</target>' }],
  })
  assert.equal(row(included, 2, 'x').verdict, 'mapped-lossy')
})

test('broken blocks close everything; wrong case and unknown keys are rows', () => {
  for (const broken of [
    '<target iqn.a:b>\nbacking-store /a\n',
    '<target iqn.a:b> driver iscsi\n</target>\n',
    '</target>\n<target iqn.a:b>\nbacking-store /a\n</target>\n',
  ]) {
    const driver = read(broken).configuration.drivers.get('iscsi')
    assert.deepEqual(driver?.attributes.get('enabled'), ['0'], broken)
  }
  const text =
    '<target iqn.a:b>\nBacking-Store /b\nallow-host x\nshelf 3\nbacking-store /a\nscsi_sn 1\n</target>\nnop_interval 5\n'
  assert.deepEqual(losses(read(text)), [
    '2 rejected!',
    '3 unsupported!',
    '4 unsupported',
    '5 mapped-lossy',
    '8 unsupported',
  ])
})

test('Debian’s shipped file: an include without match is nothing', () => {
  const imported = read(
    '# comment\n/* hidden\n<target x>\n*/\ninclude /etc/tgt/conf.d/*.conf\ndefault-driver iscsi\n',
  )
  assert.equal(imported.configuration.drivers.size, 0)
  assert.equal(exitStatus(imported.report.rows(), true), 0)
  assert.deepEqual(imported.report.notes, ['0 targets'])
})

test('a secret with an escaped `#` is hidden to its end', () => {
  const imported = one('incominguser joe abcdef\\#ghijklmnop # tail')
  assert.equal(plain(target(imported, name)).IncomingUser, 'joe abcdef#ghijklmnop')
  assert.equal(row(imported, 3).text, 'incominguser joe ********')
})

test('single keys given twice: tgt-admin stops; an off of the cache counts', () => {
  assert.deepEqual(losses(one('controller_tid 1\ncontroller_tid 2')).slice(-1), ['4 rejected!'])
  const cached = one('write-cache off\nwrite-cache on')
  assert.equal(device(cached, 'b_lun1').write_through, '1')
  assert.equal(row(cached, 4).severity, 'error')
  const twice = read(`incomingdiscoveryuser a secretsecret1\nincomingdiscoveryuser b secretsecret2\n`)
  assert.deepEqual(losses(twice), ['2 rejected!'])
  assert.deepEqual(twice.configuration.drivers.get('iscsi')!.attributes.get('enabled'), ['0'])
})

test('write-through is kept by vdisk_blockio too', () => {
  const block = { look: () => ({ kind: 'block', size: 0 }) as const }
  const { handler, write_through } = device(one('bs-type aio\nwrite-cache off', block), 'b_lun1')
  assert.deepEqual({ handler, write_through }, { handler: 'vdisk_blockio', write_through: '1' })
})

test('serials: blanks in front are tgt’s padding; one too long costs the attribute, not the LUN', () => {
  assert.equal(device(one('scsi_sn "      12"'), 'b_lun1').usn, '12')
  const long = one('scsi_sn 123456789012345678901')
  assert.equal(row(long, 3).verdict, 'rejected')
  assert.equal(device(long, 'b_lun1').usn, undefined)
})

test('what a direct-store copied from its disk is not made up', () => {
  const text = '<target iqn.a:b>\ndirect-store /dev/x\nvendor_id ACME\n</target>\n'
  const { t10_vend_id, prod_id, usn } = device(read(text, { preserveIdentity: true }), 'b_lun1')
  assert.deepEqual({ t10_vend_id, prod_id, usn }, { t10_vend_id: 'ACME', prod_id: undefined, usn: undefined })
})

test('when a part cannot be read, every target is off, not the driver alone', () => {
  const imported = read('include nowhere.conf\n<target iqn.a:b>\nbacking-store /a\n</target>\n', {
    include: () => undefined,
  })
  assert.equal(isEnabled(imported, name), false)
})

const claims = (imported: ReturnType<typeof read>) => imported.report.rows().flatMap(({ became }) => became)

test('rows say nothing of a store that is refused, or that another line changes', () => {
  const refused = read(
    '<target iqn.a:b>\nbacking-store /a\n</target>\n<target iqn.c:d>\n<backing-store /a>\nlun 2\nblock-size 4096\nwrite-cache on\n</backing-store>\n</target>\n',
  )
  assert.deepEqual(luns(target(refused, 'iqn.c:d')), [])
  const inBlock = refused.report.rows().filter(({ line }) => line > 4)
  assert.deepEqual(
    inBlock.flatMap(({ became }) => became),
    [],
  )
  const block = read(
    '<target iqn.a:b>\n<backing-store /b>\nreadonly 1\nwrite-cache off\n</backing-store>\n</target>\n',
  )
  assert.deepEqual(row(block, 4).became, [])
  const caches = read(
    '<target iqn.a:b>\n<backing-store /b>\nwrite-cache on\nmode_page 8:0:18:0x10\n</backing-store>\n</target>\n',
  )
  assert.equal(device(caches, 'b_lun1').write_through, '1')
  assert.deepEqual(row(caches, 3).became, [])
})

test('addresses beside ALL and the rules that --acl leaves out are not said to be written', () => {
  const wide = one('initiator-address 10.0.0.1\ninitiator-address ALL')
  assert.deepEqual(files(wide), ['', ''])
  assert.ok(!claims(wide).some((claim) => claim.startsWith('initiators.allow')))
  const both = 'initiator-address 10.0.0.1\ninitiator-name iqn.h'
  assert.ok(!claims(one(both, { acl: 'names' })).some((claim) => claim.startsWith('initiators.allow')))
  assert.ok(!claims(one(both, { acl: 'ips' })).some((claim) => claim.startsWith('INITIATOR')))
  assert.ok(!claims(one(both)).some((claim) => /^INITIATOR|^initiators/.test(claim)))
})

test('a key with two values leaves the LUN out: it is not known which counted', () => {
  for (const lines of ['block-size 512\nblock-size 4096', 'lun 1\nlun 2', 'readonly 1\nreadonly 0']) {
    const imported = read(`<target iqn.a:b>\n<backing-store /b>\n${lines}\n</backing-store>\n</target>\n`)
    assert.deepEqual(luns(target(imported, name)), [], lines)
  }
})

test('a parameter with two values is not written', () => {
  const imported = one('MaxBurstLength 65536\nMaxBurstLength 131072')
  assert.equal(plain(target(imported, name)).MaxBurstLength, undefined)
  assert.deepEqual([row(imported, 3).verdict, row(imported, 4).verdict], ['rejected', 'rejected'])
  assert.deepEqual([...row(imported, 3).became, ...row(imported, 4).became], [])
})
