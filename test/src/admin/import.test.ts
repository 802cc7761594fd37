import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ImportRequest, readImport, UnknownFormat } from '../../../src/admin/import.ts'
import { UnreadableFile } from '../../../src/admin/import-files.ts'
import { exitStatus } from '../../../src/config/import/report.ts'
import { luns, options, target } from '../../support/imports.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

/** Files in a directory of their own; answers the reading of one of them. */
const reading = (files: Record<string, string>) => {
  const { path } = temporaryDirectory()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return {
    path,
    read: (file: string, more: Partial<ImportRequest> = {}) =>
      readImport({ file: join(path, file), options: options(), ...more }),
  }
}

const ietd = 'Target iqn.a\n\tLun 2 Path=/a,Type=fileio\n'

test('the format is found out, or given', () => {
  const { read } = reading({ old: ietd, empty: '# nothing\n' })
  assert.equal(read('old').format, 'ietd')
  assert.deepEqual(luns(target(read('old'), 'iqn.a')), ['2 iqn_a_lun2'])
  assert.throws(() => read('empty'), UnknownFormat)
  const empty = read('empty', { format: 'ctl' })
  assert.equal(empty.format, 'ctl')
  assert.equal(exitStatus(empty.report.rows(), true), 0)
})

test('each format has its reader', () => {
  const texts = {
    ietd,
    'iscsi-scstd': 'Target iqn.a\n\tQueuedCommands 4\n',
    lio: '{ "storage_objects": [], "targets": [{ "fabric": "iscsi", "wwn": "iqn.a", "tpgs": [{ "tag": 1 }] }] }',
    tgt: '<target iqn.a>\n</target>\n',
    ctl: 'target iqn.a {\n\tauth-group no-authentication\n}\n',
  } as const
  const { read } = reading(texts)
  for (const format of Object.keys(texts) as (keyof typeof texts)[]) {
    const { configuration } = read(format, { format })
    assert.deepEqual([...configuration.drivers.get('iscsi')!.targets.keys()], ['iqn.a'], format)
  }
  const procfs = reading({ 'scst.conf': '[HANDLER vdisk]\nDEVICE disk1,/disk1\n' }).read('scst.conf')
  assert.ok(procfs.configuration.handlers.get('vdisk_fileio')?.devices.has('disk1'))
})

test('address rules beside ietd.conf are read as IET did, and others when they are given', () => {
  const { path, read } = reading({
    'ietd.conf': ietd,
    'initiators.allow': 'iqn.a 10.0.0.1\n',
    other: 'iqn.a 10.0.0.2\n',
  })
  const permitted = (more = {}) =>
    read('ietd.conf', more).allow.flatMap(({ entries }) => entries.map(({ text }) => text))
  assert.deepEqual(permitted(), ['10.0.0.1'])
  assert.deepEqual(permitted({ allow: join(path, 'other') }), ['10.0.0.2'])
})

test('a file that was given must be there: without its rules the target would be open', () => {
  const { path, read } = reading({ 'ietd.conf': ietd })
  assert.throws(() => read('ietd.conf', { deny: join(path, 'nowhere') }), UnreadableFile)
})

test('iscsi-scstd.conf takes the scst.conf of its time along, not one of today', () => {
  const scstd = 'Target iqn.a\n\tQueuedCommands 4\n'
  const old = '[HANDLER vdisk]\nDEVICE d,/d\n[ASSIGNMENT Default_iqn.a]\nDEVICE d,5\n'
  const today = 'HANDLER vdisk_fileio {\n\tDEVICE d {\n\t\tfilename /d\n\t}\n}\n'
  const lunsBeside = (conf: string) => {
    const { read } = reading({ 'iscsi-scstd.conf': scstd, 'scst.conf': conf })
    return luns(target(read('iscsi-scstd.conf'), 'iqn.a'))
  }
  assert.deepEqual(lunsBeside(old), ['5 d'])
  assert.deepEqual(lunsBeside(today), [])
})
