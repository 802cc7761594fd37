import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { openStateFile } from '../../../../src/core/stores/state-file.ts'

/** Of all users the superuser alone may read a directory that forbids it. */
const NOBODY = process.geteuid!() === 0 ? 65534 : process.geteuid!()

it('is replaced as a whole, removed, and read back', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tscst-'))
  const file = openStateFile(join(directory, 'pr', 'disk1'))
  assert.equal(file.read(), undefined)
  await Promise.all([file.write('first\n'), file.write('\xe9second\n')])
  assert.equal(file.read(), '\xe9second\n')
  assert.deepEqual(readdirSync(join(directory, 'pr')), ['disk1'])
  assert.equal(statSync(join(directory, 'pr', 'disk1')).mode & 0o777, 0o600)
  await file.write(undefined)
  assert.equal(file.read(), undefined)
})

it('makes the directories that it needs, whoever else does', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'tscst-')), 'state', 'pr')
  const names = ['disk1', 'disk2', 'disk3']
  await Promise.all(names.map((name) => openStateFile(join(directory, name)).write('text')))
  assert.deepEqual(readdirSync(directory), names)
  await openStateFile(join(directory, 'none', 'disk1')).write(undefined)
  assert.deepEqual(readdirSync(directory), names)
})

it('is as it was when its directory cannot be synced', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tscst-'))
  const path = join(directory, 'disk1')
  const file = openStateFile(path)
  await file.write('first')
  for (const one of [directory, path]) chownSync(one, NOBODY, -1)
  chmodSync(directory, 0o300)
  const user = process.geteuid!()
  process.seteuid!(NOBODY)
  try {
    await assert.rejects(file.write('second'), { code: 'EACCES' })
    await assert.rejects(file.write(undefined), { code: 'EACCES' })
    assert.equal(file.read(), 'first')
  } finally {
    process.seteuid!(user)
  }
})

it('says when it cannot be written, and goes on', async () => {
  const file = openStateFile('/dev/null/disk1')
  await assert.rejects(file.write('text'))
  await assert.rejects(file.write('text'))
})
