import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Run } from '../../../src/admin/run.ts'
import { openDestination } from '../../../src/admin/save.ts'
import { MemoryTerminal } from '../../../src/admin/terminal.ts'
import { liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const run = new Run(liveTree().tree, new MemoryTerminal(), { compatibility: 'default' })
const strict = new Run(liveTree().tree, new MemoryTerminal(), { compatibility: 'strict' })

test('a new file is its owner’s alone', () => {
  const file = join(temporaryDirectory().path, 'f')
  openDestination(file, run).write('text')
  assert.equal(readFileSync(file, 'latin1'), 'text')
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('an old file is replaced whole and keeps its mode; nothing is left beside it', () => {
  const { path } = temporaryDirectory()
  const file = join(path, 'f')
  writeFileSync(file, 'old')
  chmodSync(file, 0o640)
  const inode = statSync(file).ino
  openDestination(file, run).write('new')
  assert.equal(readFileSync(file, 'latin1'), 'new')
  assert.equal(statSync(file).mode & 0o777, 0o640)
  assert.notEqual(statSync(file).ino, inode)
  assert.deepEqual(readdirSync(path), ['f'])
})

test('until then the old text stands', () => {
  const file = join(temporaryDirectory().path, 'f')
  writeFileSync(file, 'old')
  const destination = openDestination(file, run)
  assert.equal(readFileSync(file, 'latin1'), 'old')
  destination.write('new')
})

test('a link stays a link', () => {
  const { path } = temporaryDirectory()
  writeFileSync(join(path, 'f'), 'old')
  symlinkSync('f', join(path, 'link'))
  openDestination(join(path, 'link'), run).write('new')
  assert.ok(lstatSync(join(path, 'link')).isSymbolicLink())
  assert.equal(readFileSync(join(path, 'f'), 'latin1'), 'new')
})

test('a link that leads nowhere yet stays a link', () => {
  const { path } = temporaryDirectory()
  symlinkSync('second', join(path, 'first'))
  symlinkSync(join(path, 'f'), join(path, 'second'))
  openDestination(join(path, 'first'), run).write('new')
  assert.deepEqual(readdirSync(path).sort(), ['f', 'first', 'second'])
  assert.equal(readFileSync(join(path, 'f'), 'latin1'), 'new')
  symlinkSync('loop', join(path, 'loop'))
  assert.throws(() => openDestination(join(path, 'loop'), run), { code: 'ELOOP' })
})

test('what is no regular file is written in place', () => {
  openDestination('/dev/null', run).write('text')
  assert.ok(lstatSync('/dev/null').isCharacterDevice())
})

test('strict mode writes in place, as the original', () => {
  const file = join(temporaryDirectory().path, 'f')
  writeFileSync(file, 'old text')
  const inode = statSync(file).ino
  openDestination(file, strict).write('new')
  assert.equal(readFileSync(file, 'latin1'), 'new')
  assert.equal(statSync(file).ino, inode)
})

test('a name without a directory is one of the working directory', () => {
  const { path } = temporaryDirectory()
  const before = process.cwd()
  process.chdir(path)
  try {
    openDestination('plain.conf', run).write('text')
  } finally {
    process.chdir(before)
  }
  assert.equal(readFileSync(join(path, 'plain.conf'), 'latin1'), 'text')
})
