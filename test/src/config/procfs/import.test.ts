import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitStatus } from '../../../../src/config/import/report.ts'
import { importProcfs } from '../../../../src/config/procfs/import.ts'
import { conf, device, losses, luns, options, row, target } from '../../../support/imports.ts'

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
