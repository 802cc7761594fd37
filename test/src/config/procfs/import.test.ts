import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitStatus } from '../../../../src/config/import/report.ts'
import { importProcfs } from '../../../../src/config/procfs/import.ts'
import { conf, device, isEnabled, losses, luns, options, row, target } from '../../../support/imports.ts'

const read = (text: string, given = {}) => importProcfs(conf(text), options(given))

test('what the original converter drops is kept or reported', () => {
  const imported = read(`
    [OPTIONS]
    KEEP_CONFIG TRUE
    [HANDLER vdisk]
    DEVICE a,/a,WT|RO,512
    DEVICE n,none,NULLIO
    DEVICE o,/o,O_DIRECT|BOGUS
    [HANDLER vcdrom]
    DEVICE cd
    [ASSIGNMENT Default_iqn.a:b]
    DEVICE a,0
    DEVICE n,1,READ_ONLY
    DEVICE cd,2
    DEVICE gone,3
    DEVICE o,4,perhaps
  `)
  assert.deepEqual(device(imported, 'a'), {
    handler: 'vdisk_fileio',
    filename: '/a',
    read_only: '1',
    blocksize: '512',
  })
  assert.deepEqual(device(imported, 'n'), { handler: 'vdisk_nullio' })
  assert.deepEqual(device(imported, 'o'), {
    handler: 'vdisk_fileio',
    filename: '/o',
    async: '1',
    o_direct: '1',
  })
  assert.deepEqual(luns(target(imported, 'iqn.a:b')), ['0 a', '1 n ro', '2 cd', '4 o ro'])
  assert.deepEqual(losses(imported), ['6 unsupported', '13 rejected!', '14 mapped-lossy!'])
})

test('Default needs to be told its targets', () => {
  const text = '[HANDLER vdisk]\nDEVICE a,/a\n[ASSIGNMENT Default]\nDEVICE a,0\n'
  assert.deepEqual(losses(read(text)), ['4 unsupported!'])
  const told = read(text, { targets: ['iqn.a:b'] })
  assert.deepEqual(luns(target(told, 'iqn.a:b')), ['0 a'])
  assert.equal(exitStatus(told.report.rows(), true), 0)
})

test('an initiator in two groups, unknown sections and stray lines are rows', () => {
  const imported = read(
    'x\n[GROUP A]\nUSER iqn.h\n[GROUP B]\nUSER iqn.H\n[NOPE x]\ny z\n[TARGETS enable]\nHOST 0x2100001B3281A2B3\n',
    { targets: ['iqn.a'] },
  )
  assert.deepEqual(losses(imported), ['5 mapped-lossy!', '6 unsupported', '7 unsupported', '9 unsupported'])
  assert.equal(row(imported, 1).verdict, 'ignored-by-source-too')
})

test('two devices on one path become one; contradictions are refused', () => {
  const imported = read(`
    [HANDLER vdisk]
    DEVICE ro,/srv/a,READ_ONLY|WT
    DEVICE rw,/srv//a,WT
    DEVICE other,/srv/a,WT,4096
    [ASSIGNMENT Default_iqn.a]
    DEVICE ro,0
    DEVICE rw,1
    DEVICE other,2
  `)
  assert.deepEqual(luns(target(imported, 'iqn.a')), ['0 ro ro', '1 ro'])
  assert.deepEqual(device(imported, 'ro'), {
    handler: 'vdisk_fileio',
    filename: '/srv//a',
    write_through: '1',
  })
  assert.deepEqual(losses(imported), ['3 mapped-lossy', '4 rejected!', '8 rejected!'])
})

test('a LUN marked read-only stays so when it is said twice', () => {
  const imported = read(`
    [HANDLER vdisk]
    DEVICE d,/srv/d
    [ASSIGNMENT Default_iqn.a]
    DEVICE d,0,READ_ONLY
    DEVICE d,0
  `)
  assert.deepEqual(luns(target(imported, 'iqn.a')), ['0 d ro'])
})

test('block sizes are powers of two, pass-through handlers are named, initiators shown', () => {
  const imported = read(`
    [HANDLER vdisk]
    DEVICE d,/srv/d,,777
    [HANDLER dev_disk]
    DEVICE 1:0:0:0
    [GROUP a]
    USER iqn.x
    [GROUP b]
    USER iqn.x
  `)
  assert.match(row(imported, 2).why.join(), /777 is no block size/)
  assert.match(row(imported, 4).why.join(), /handler dev_disk/)
  assert.equal(row(imported, 8).text, 'USER iqn.x')
})

test('a name that lines give to devices of several handlers is rejected, with its LUNs', () => {
  const imported = read(`
    [HANDLER vdisk]
    DEVICE d,/srv/d
    DEVICE d,/srv/e,BIO
    DEVICE f,/srv/f
    [ASSIGNMENT Default_iqn.a]
    DEVICE d,0
    DEVICE f,1
  `)
  assert.deepEqual(luns(target(imported, 'iqn.a')), ['1 f'])
  assert.deepEqual(losses(imported), ['2 rejected!', '3 rejected!', '6 rejected!'])
})

const oneDisk = '[HANDLER vdisk]\nDEVICE d,/srv/d\nDEVICE e,/srv/e\n'

test('USER lines of a default group lock nobody out of its LUNs', () => {
  const imported = read(`[GROUP Default]\nUSER *\n${oneDisk}[ASSIGNMENT Default]\nDEVICE d,0\n`, {
    targets: ['iqn.a'],
  })
  assert.deepEqual(luns(target(imported, 'iqn.a')), ['0 d'])
  assert.equal(target(imported, 'iqn.a').groups.size, 0)
  assert.deepEqual(losses(imported), [])
  assert.deepEqual(row(imported, 2).became, ['the LUNs that group Default has at target level'])
})

test('where users of a default group had other LUNs than now, their row says so', () => {
  const own = '[GROUP Default_iqn.a]\nUSER iqn.h*\n'
  const luns = '[ASSIGNMENT Default_iqn.a]\nDEVICE d,0\n[ASSIGNMENT Default_iqn.b]\nDEVICE e,0\n'
  const apart = read(`${own}${oneDisk}${luns}`)
  assert.equal(target(apart, 'iqn.b').groups.size, 0)
  assert.deepEqual(losses(apart), ['2 mapped-lossy!'])
  const rival = read(`[GROUP Default]\nUSER *\n[GROUP A]\nUSER iqn.h\n${oneDisk}`, { targets: ['iqn.a'] })
  assert.deepEqual(losses(rival), ['2 mapped-lossy!'])
})

test('a group whose name merely begins like a default one stays a group', () => {
  const text = `${oneDisk}[GROUP DefaultHosts]\nUSER iqn.h\n[ASSIGNMENT DefaultHosts]\nDEVICE d,0\n`
  const imported = read(text, { targets: ['iqn.a'] })
  const { targets } = imported.configuration.drivers.get('iscsi')!
  assert.deepEqual([...targets.keys()], ['iqn.a'])
  assert.deepEqual(luns(targets.get('iqn.a')!.groups.get('DefaultHosts')!), ['0 d'])
  assert.deepEqual(losses(read(text)), ['5 unsupported!', '7 unsupported!'])
})

test('a target that is disabled stays off, also where it is enabled too', () => {
  const text = `${oneDisk}[ASSIGNMENT Default]\nDEVICE d,0\n`
  const both = '[TARGETS enable]\nHOST iqn.b\n[TARGETS disable]\nHOST IQN.B\n'
  const imported = read(text + both, { targets: ['iqn.a', 'iqn.b'] })
  assert.equal(isEnabled(imported, 'iqn.a'), true)
  assert.equal(isEnabled(imported, 'iqn.b'), false)
  assert.deepEqual([...imported.comments.keys()], ['iqn.b'])
  assert.deepEqual(losses(imported), ['9 mapped-lossy!'])
  assert.deepEqual(row(imported, 7).became, [])
})

test('of two lines for one LUN or one device only the last says what is written', () => {
  const imported = read(`
    [HANDLER vdisk]
    DEVICE d,/srv/d,RO
    DEVICE d,/srv/other
    DEVICE e,/srv/e
    [ASSIGNMENT Default_iqn.a]
    DEVICE d,0
    DEVICE e,00
  `)
  assert.deepEqual(luns(target(imported, 'iqn.a')), ['0 e'])
  assert.deepEqual(device(imported, 'd'), {
    handler: 'vdisk_fileio',
    filename: '/srv/other',
    read_only: '1',
  })
  assert.deepEqual(losses(imported), ['2 mapped-lossy', '3 mapped-lossy!', '6 mapped-lossy'])
  assert.deepEqual(row(imported, 2).became, [])
  assert.deepEqual(row(imported, 6).became, [])
})

test('options count with blanks around them, and in small letters with a word about it', () => {
  const imported = read('[HANDLER vdisk]\nDEVICE a,/srv/a,WT | READ_ONLY\nDEVICE b,/srv/b,ro|wt\n')
  assert.equal(device(imported, 'a').read_only, '1')
  assert.deepEqual(device(imported, 'b'), { handler: 'vdisk_fileio', filename: '/srv/b', read_only: '1' })
  assert.deepEqual(losses(imported), ['3 mapped-lossy!'])
})
