import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { openStateFile } from '../../../../src/core/stores/state-file.ts'

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

it('says when it cannot be written, and goes on', async () => {
  const file = openStateFile('/dev/null/disk1')
  await assert.rejects(file.write('text'))
  await assert.rejects(file.write('text'))
})
