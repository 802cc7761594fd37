import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY } from '../support/programs.ts'
import { jobsIn } from './jobs.ts'

const OURS = join(REPOSITORY, 'fixtures/oracle')
const names = (only: string[]) => jobsIn(OURS, only).map(({ name }) => name)

test('everything in a directory of recordings is found by its place, not by its name', () => {
  const all = names([])
  for (const name of ['config/file-and-null', 'scstadmin/own', 'errno/own'])
    assert.ok(all.includes(name), name)
})

test('--only names a kind, a case, or a record of a group', () => {
  assert.deepEqual(names(['errno']), ['errno/own'])
  assert.deepEqual(names(['config/other-on-top', 'scstadmin/own#3']), [
    'config/other-on-top',
    'scstadmin/own',
  ])
  assert.deepEqual(names(['config/other']), [])
})
