import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importIetd } from '../../../../src/config/ietd/ietd.ts'
import { exitStatus } from '../../../../src/config/import/report.ts'
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

const read = (text: string, given = {}, files = {}) =>
  importIetd({ conf: conf(text), ...files }, options(given))

test('a target with N LUNs, accounts and parameters', () => {
  const imported = read(`
    iSNSServer 192.0.2.1
    iSNSAccessControl Yes
    IncomingUser disco discosecret12
    Target iqn.2026-01.test:disks
      Alias shelf
      IncomingUser joe joes-long-secret
      OutgoingUser jim jims-long-secret
      Lun 0 Path=/srv/a.img,Type=fileio,IOMode=wb,ScsiId=a,ScsiSN=1234
      Lun 7 Path=/dev/vg/b,Type=blockio,BlockSize=4096
      Lun 9 Type=nullio,Sectors=2048
      MaxBurstLength 131072
      InitialR2T Yes
      HeaderDigest None,CRC32C
      Wthreads 4
  `)
  const disks = target(imported, 'iqn.2026-01.test:disks')
  assert.deepEqual(luns(disks), ['0 disks_lun0', '7 disks_lun7', '9 disks_lun9'])
  assert.deepEqual(plain(disks), {
    alias: 'shelf',
    IncomingUser: 'joe joes-long-secret',
    OutgoingUser: 'jim jims-long-secret',
    MaxBurstLength: '131072',
    InitialR2T: 'Yes',
    HeaderDigest: 'None,CRC32C',
    enabled: '1',
  })
  assert.deepEqual(device(imported, 'disks_lun0'), {
    handler: 'vdisk_fileio',
    filename: '/srv/a.img',
    write_through: '0',
    t10_dev_id: 'a',
    usn: '1234',
    threads_num: '4',
  })
  assert.deepEqual(device(imported, 'disks_lun7'), {
    handler: 'vdisk_blockio',
    filename: '/dev/vg/b',
    blocksize: '4096',
    threads_num: '4',
  })
  assert.deepEqual(device(imported, 'disks_lun9'), {
    handler: 'vdisk_nullio',
    size: '1048576',
    threads_num: '4',
  })
  assert.deepEqual(plain(imported.configuration.drivers.get('iscsi')!), {
    IncomingUser: 'disco discosecret12',
    iSNSServer: '192.0.2.1 AccessControl',
    enabled: '1',
  })
})

test('comments alone import as nothing, without an error', () => {
  const imported = read('# Target iqn.2026-01.test:a\n\t# Lun 0 Path=/x\n')
  assert.equal(imported.configuration.drivers.size, 0)
  assert.equal(exitStatus(imported.report.rows(), true), 0)
})

test('a secret that SCST refuses puts the target off instead of opening it', () => {
  for (const secret of ['short', '', 'twelve bytes=', 'x'.repeat(256), 'with"quotes!!']) {
    const imported = read(`Target iqn.a:b\nIncomingUser joe ${secret}\nLun 0 Path=/a,IOMode=wb\n`)
    assert.equal(row(imported, 2).verdict, 'rejected', secret)
    assert.equal(isEnabled(imported, 'iqn.a:b'), false, secret)
    assert.match(imported.comments.get('iqn.a:b')![0]!, /CHAP account refused/)
    assert.equal(exitStatus(imported.report.rows(), false), 1)
  }
})

test('a refused discovery account keeps the driver off', () => {
  const imported = read('IncomingUser joe short\nTarget iqn.a:b\n')
  assert.deepEqual(imported.configuration.drivers.get('iscsi')!.attributes.get('enabled'), ['0'])
})

test('one secret in both directions is an error that says so', () => {
  const imported = read(
    'Target iqn.a:b\nIncomingUser joe one-secret-for-both\nOutgoingUser jim one-secret-for-both\n',
  )
  assert.equal(row(imported, 3).severity, 'error')
  assert.match(row(imported, 3).why.join(), /9\.2\.1/)
})

test('file LUNs stay write-through unless IOMode=wb asks for the cache', () => {
  const modes = { '': '1', ',IOMode=wt': '1', ',IOMode=wb': '0' }
  for (const [mode, written] of Object.entries(modes)) {
    const imported = read(`Target iqn.a:b\nLun 0 Path=/a,Type=fileio${mode}\n`)
    assert.equal(device(imported, 'b_lun0').write_through, written, mode)
  }
  assert.equal(device(read('Target iqn.a:b\nLun 0 Path=/a,IOMode=ro\n'), 'b_lun0').read_only, '1')
  assert.deepEqual(losses(read('Target iqn.a:b\nLun 0 Path=/a,IOMode=rw\n')), ['2 rejected!'])
})

test('one store is one device; a read-only view of it stays read-only', () => {
  const imported = read(`
    Target iqn.a:x
    Lun 0 Path=/a,Type=fileio,IOMode=ro
    Target iqn.a:y
    Lun 3 Path=/a,Type=fileio,IOMode=wt
  `)
  assert.deepEqual(luns(target(imported, 'iqn.a:x')), ['0 x_lun0 ro'])
  assert.deepEqual(luns(target(imported, 'iqn.a:y')), ['3 x_lun0'])
  assert.deepEqual(device(imported, 'x_lun0'), {
    handler: 'vdisk_fileio',
    filename: '/a',
    write_through: '1',
  })
})

test('one store with contradicting identity, block size or handler is refused, not chosen between', () => {
  for (const other of ['Type=fileio,ScsiId=z', 'Type=fileio,BlockSize=4096', 'Type=blockio']) {
    const imported = read(
      `Target iqn.a:x\nLun 0 Path=/a,Type=fileio\nTarget iqn.a:y\nLun 0 Path=/a,${other}\n`,
    )
    assert.equal(row(imported, 4).verdict, 'rejected', other)
    assert.deepEqual(luns(target(imported, 'iqn.a:y')), [])
  }
})

test('a keyword that looks like access control is an error: IET never had it', () => {
  const imported = read('Target iqn.a:b\ninitiator-address 192.0.2.1\nShelf 3\n')
  assert.deepEqual(losses(imported), ['2 unsupported!', '3 unsupported'])
})

test('what IET reads otherwise than it looks', () => {
  const imported = read(`
    Target iqn.a:b
    User joe joes-long-secret
    Lun 0 /dev/sdc fileio
    Lun 1 Path=/a, Type=fileio # tail
    Lun 2 Path=/b,\\
      IOMode=wb
    MaxRecvDataSegmentLength 33554432
    NOPInterval 30
    NOPTimeout 60
    MaxOutstandingR2T 0x10
    OutgoingUser jim
    ImmediateData yes
  `)
  const written = plain(target(imported, 'iqn.a:b'))
  assert.equal(written.IncomingUser, 'joe joes-long-secret')
  assert.deepEqual(luns(target(imported, 'iqn.a:b')), ['0 b_lun0', '1 b_lun1', '2 b_lun2'])
  assert.equal(row(imported, 6).line, 5)
  assert.match(row(imported, 7).why.join(), /33554432 is outside 512 to 16777215, for which IET took 512/)
  assert.equal(written.MaxRecvDataSegmentLength, '1048576')
  assert.equal(written.NopInTimeout, '30')
  assert.equal(written.MaxOutstandingR2T, '16')
  assert.equal(row(imported, 11).verdict, 'ignored-by-source-too')
  assert.equal(written.ImmediateData, undefined)
})

test('a backslash never swallows a statement that IET obeyed', () => {
  const imported = read('Target iqn.a:b\nLun 0 Path=/a,IOMode=wb\\\nIncomingUser joe joes-long-secret\n')
  assert.equal(plain(target(imported, 'iqn.a:b')).IncomingUser, 'joe joes-long-secret')
})

test('a name that stands twice, differing in case, puts the target off', () => {
  const imported = read('Target iqn.a:b\nTarget iqn.A:b\nIncomingUser joe joes-long-secret\n')
  assert.deepEqual(losses(imported), ['2 rejected!', '3 rejected!'])
  assert.equal(isEnabled(imported, 'iqn.a:b'), false)
})

test('--preserve-identity writes what hosts knew; without it the change is a loss', () => {
  const text = 'Target iqn.a:b\nLun 0 Path=/a,IOMode=wb,ScsiId=disk-one,ScsiSN=0001\n'
  assert.deepEqual(losses(read(text)), ['2 mapped-lossy'])
  assert.deepEqual(device(read(text, { preserveIdentity: true }), 'b_lun0'), {
    handler: 'vdisk_fileio',
    filename: '/a',
    write_through: '0',
    t10_dev_id: 'disk-one',
    usn: '0001',
    t10_vend_id: 'IET',
    prod_id: 'VIRTUAL-DISK',
    prod_rev_lvl: '0',
    vend_specific_id: 'disk-one',
  })
  const made = read('Target iqn.a:b\nLun 0 Path=/a,IOMode=wb\n', { preserveIdentity: true })
  assert.match(row(made, 2).why.join(), /IET made the SCSI ID itself/)
  assert.equal(row(made, 2).verdict, 'rejected')
})

test('--exact writes the defaults of IET', () => {
  const imported = read('Target iqn.a:b\nMaxBurstLength 65536\n', { exact: true })
  const { InitialR2T, MaxBurstLength, NopInInterval } = plain(target(imported, 'iqn.a:b'))
  assert.deepEqual(
    { InitialR2T, MaxBurstLength, NopInInterval },
    { InitialR2T: 'Yes', MaxBurstLength: '65536', NopInInterval: '0' },
  )
})

test('secrets are in no row, note, comment or diagnostic', () => {
  const text =
    'Target iqn.a:b\n#IncomingUser x commented-secret\nIncomingUser joe hidden-secret\nIncomingUser ann short\nIncominUser y mistyped-secret\n'
  const { report, comments } = read(text)
  const said = JSON.stringify([report.rows(), report.notes, [...comments], report.diagnostics()])
  for (const secret of ['commented-secret', 'hidden-secret', '"ann short', 'mistyped-secret']) {
    assert.ok(!said.includes(secret), secret)
  }
  assert.ok(said.includes('joe'))
})

test('a first burst above MaxBurstLength is pointed at', () => {
  const text = 'Target iqn.a:b\nLun 0 Path=/a\nFirstBurstLength 524288\n'
  assert.equal(row(read(text), 3).severity, 'warning')
  assert.equal(row(read(`${text}MaxBurstLength 1048576\n`), 3).severity, 'info')
})

test('one store is one device, whatever path leads to it', () => {
  const text =
    'Target iqn.a:b\nLun 0 Path=/srv/a.img\nLun 1 Path=/srv//x/../a.img\nLun 2 Path=/srv/link.img\n'
  const store = { kind: 'file', size: 512, identity: '1 2' } as const
  assert.deepEqual(luns(target(read(text), 'iqn.a:b')), ['0 b_lun0', '1 b_lun0', '2 b_lun2'])
  assert.deepEqual(luns(target(read(text, { look: () => store }), 'iqn.a:b')), [
    '0 b_lun0',
    '1 b_lun0',
    '2 b_lun0',
  ])
})

test('--path-map: the longest beginning that fits, up to a whole component', () => {
  const paths = [
    ['/dev/vg', '/dev/old'],
    ['/dev/vg/special', '/dev/sdx'],
  ] as const
  const text = 'Target iqn.a:b\nLun 0 Path=/dev/vg/a\nLun 1 Path=/dev/vg/special\nLun 2 Path=/dev/vgs/c\n'
  const imported = read(text, { paths })
  assert.deepEqual(
    [0, 1, 2].map((lun) => device(imported, `b_lun${lun}`).filename),
    ['/dev/old/a', '/dev/sdx', '/dev/vgs/c'],
  )
})

test('a line that becomes nothing does not say what it would have become', () => {
  const text = 'Target iqn.a:b\nLun 0 Path=/a\nLun 0 Path=/b\nLun 1 Path=/a,BlockSize=4096\n'
  for (const line of [3, 4]) {
    const { verdict, became } = row(read(text), line)
    assert.deepEqual([verdict, became], ['rejected', []])
  }
})

test('LUNs above 255 and shared LUNs are pointed at', () => {
  const imported = read('Target iqn.a:b\nLun 256 Path=/a\nTarget iqn.a:c\nLun 0 Path=/a\n')
  assert.match(row(imported, 2).why.join(), /LUN 256 is shown without the flat form/)
  assert.match(imported.report.notes.join(), /cluster hosts must register again/)
})

test('a keyword that was to be an account is an error, and what follows it is hidden', () => {
  const imported = read(
    'IncomingUsr joe joes-long-secret\nTarget iqn.a\n IncomingUser: joe joes-long-secret\n',
  )
  assert.deepEqual(losses(imported), ['1 unsupported!', '3 unsupported!'])
  assert.doesNotMatch(JSON.stringify(imported.report.rows()), /joes-long-secret/)
})

test('of IOMode given twice the stricter counts, and a LUN with two paths is refused', () => {
  const imported = read(`
    Target iqn.a
    Lun 0 Path=/srv/a,IOMode=ro,IOMode=wb
    Lun 1 Path=/srv/b,IOMode=wb,IOMode=wt
    Lun 2 Path=/srv/c,Path=/srv/d
    Lun 3 Path=/srv/e,IOMode=rw,IOMode=ro
  `)
  assert.equal(device(imported, 'iqn_a_lun0').read_only, '1')
  assert.equal(device(imported, 'iqn_a_lun1').write_through, '1')
  assert.deepEqual(luns(target(imported, 'iqn.a')), ['0 iqn_a_lun0', '1 iqn_a_lun1'])
  assert.deepEqual(losses(imported), ['2 mapped-lossy', '3 mapped-lossy', '4 rejected!', '5 rejected!'])
})

test('of a parameter given twice the last that IET takes counts, and only its row says so', () => {
  const imported = read('Target iqn.a\nInitialR2T No\nInitialR2T Yes\nInitialR2T maybe\n')
  assert.equal(plain(target(imported, 'iqn.a')).InitialR2T, 'Yes')
  assert.deepEqual(
    [2, 3, 4].map((line) => row(imported, line).became.join()),
    ['', 'InitialR2T Yes', ''],
  )
})
