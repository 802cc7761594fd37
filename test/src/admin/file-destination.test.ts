import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
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
import { openFile } from '../../../src/admin/file-destination.ts'
import { isolated } from '../../support/isolated.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('a new file is its owner’s alone', () => {
  const file = join(temporaryDirectory().path, 'f')
  openFile(file, 'as-before').write('text')
  assert.equal(readFileSync(file, 'latin1'), 'text')
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('until then the old text stands', () => {
  const file = join(temporaryDirectory().path, 'f')
  writeFileSync(file, 'old')
  const destination = openFile(file, 'as-before')
  assert.equal(readFileSync(file, 'latin1'), 'old')
  destination.write('new')
})

test('a link stays a link', () => {
  const { path } = temporaryDirectory()
  writeFileSync(join(path, 'f'), 'old')
  symlinkSync('f', join(path, 'link'))
  openFile(join(path, 'link'), 'as-before').write('new')
  assert.ok(lstatSync(join(path, 'link')).isSymbolicLink())
  assert.equal(readFileSync(join(path, 'f'), 'latin1'), 'new')
})

test('a link that leads nowhere yet stays a link', () => {
  const { path } = temporaryDirectory()
  symlinkSync('second', join(path, 'first'))
  symlinkSync(join(path, 'f'), join(path, 'second'))
  openFile(join(path, 'first'), 'as-before').write('new')
  assert.deepEqual(readdirSync(path).sort(), ['f', 'first', 'second'])
  assert.equal(readFileSync(join(path, 'f'), 'latin1'), 'new')
  symlinkSync('loop', join(path, 'loop'))
  assert.throws(() => openFile(join(path, 'loop'), 'as-before'), { code: 'ELOOP' })
})

test('what is no regular file is written in place', () => {
  openFile('/dev/null', 'as-before').write('text')
  assert.ok(lstatSync('/dev/null').isCharacterDevice())
})

test('a name without a directory is one of the working directory', () => {
  const { path } = temporaryDirectory()
  const before = process.cwd()
  process.chdir(path)
  try {
    openFile('plain.conf', 'as-before').write('text')
  } finally {
    process.chdir(before)
  }
  assert.equal(readFileSync(join(path, 'plain.conf'), 'latin1'), 'text')
})

test('an old file is replaced whole and keeps its mode; nothing is left beside it', () => {
  const { path } = temporaryDirectory()
  const file = join(path, 'f')
  writeFileSync(file, 'old')
  chmodSync(file, 0o640)
  const inode = statSync(file).ino
  openFile(file, 'as-before').write('new')
  assert.equal(readFileSync(file, 'latin1'), 'new')
  assert.equal(statSync(file).mode & 0o777, 0o640)
  assert.notEqual(statSync(file).ino, inode)
  assert.deepEqual(readdirSync(path), ['f'])
})

test('a private one stays beside the new one, which is for nobody else', () => {
  const { path } = temporaryDirectory()
  const file = join(path, 'f')
  for (const text of ['first', 'second', 'third']) openFile(file, 'private').write(text)
  assert.deepEqual(readdirSync(path), ['f', 'f~'])
  assert.equal(readFileSync(`${file}~`, 'latin1'), 'second')
  chmodSync(file, 0o644)
  openFile(file, 'private').write('fourth')
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('the name may be as long as a name can be', () => {
  const file = join(temporaryDirectory().path, 'n'.repeat(255))
  openFile(file, 'as-before').write('text')
  assert.equal(readFileSync(file, 'latin1'), 'text')
})

isolated('on disks of their own', import.meta, () => {
  for (const custom of ['as-before', 'private'] as const) {
    test(`a full disk leaves the old file as it was (${custom})`, () => {
      const { path } = temporaryDirectory()
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path])
      writeFileSync(join(path, 'f'), 'old')
      assert.throws(() => openFile(join(path, 'f'), custom).write('x'.repeat(100_000)), { code: 'ENOSPC' })
      assert.equal(readFileSync(join(path, 'f'), 'latin1'), 'old')
      assert.deepEqual(readdirSync(path), ['f'])
      execFileSync('umount', [path])
    })

    test(`a file that is mounted is written in place (${custom})`, () => {
      const { path } = temporaryDirectory()
      for (const name of ['f', 'mounted']) writeFileSync(join(path, name), 'old')
      execFileSync('mount', ['--bind', join(path, 'mounted'), join(path, 'f')])
      openFile(join(path, 'f'), custom).write('new')
      assert.equal(readFileSync(join(path, 'mounted'), 'latin1'), 'new')
      execFileSync('umount', [join(path, 'f')])
    })
  }
})
