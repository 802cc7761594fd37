import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { beside, include, look, readSource, UnreadableFile } from '../../../src/admin/import-files.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()
const main = join(path, 'targets.conf')
writeFileSync(main, 'main')
writeFileSync(join(path, 'initiators.allow'), 'ALL ALL\n')
mkdirSync(join(path, 'conf.d', 'deeper'), { recursive: true })
for (const name of ['b.conf', 'a.conf', 'a+b.conf', '.hidden.conf', 'a.conf.old'])
  writeFileSync(join(path, 'conf.d', name), name)

const namesOf = (pattern: string) =>
  include(pattern, main)?.map(({ file }) => file.slice(file.lastIndexOf('/') + 1))

test('a file is read byte by byte', () => {
  const file = join(path, 'bytes')
  writeFileSync(file, Buffer.from([0x41, 0xc3, 0xa4, 0xff]))
  assert.deepEqual(readSource(file), { file, text: 'A\xc3\xa4\xff' })
})

test('a byte order mark is no part of the text', () => {
  const file = join(path, 'marked')
  writeFileSync(file, Buffer.from([0xef, 0xbb, 0xbf, 0x41]))
  assert.deepEqual(readSource(file), { file, text: 'A', isMarked: true })
})

test('a file that cannot be read is named with the reason', () => {
  const file = join(path, 'nowhere')
  const wanted = { name: 'UnreadableFile', message: `Unable to read '${file}': No such file or directory` }
  assert.throws(() => readSource(file), wanted)
  assert.throws(() => readSource(path), UnreadableFile)
})

test('what stands at a path', () => {
  const { identity, ...file } = look(main)!
  assert.deepEqual(file, { kind: 'file', size: 4 })
  assert.equal(look(`${path}/./targets.conf`)?.identity, identity)
  assert.equal(look(path)?.kind, 'directory')
  assert.equal(look('/dev/null')?.kind, 'other')
  assert.equal(look(join(path, 'nowhere')), undefined)
})

test('a file beside another one, never the same', () => {
  assert.equal(beside(main, 'initiators.allow'), join(path, 'initiators.allow'))
  assert.equal(beside(main, 'initiators.deny'), undefined)
  assert.equal(beside(main, 'targets.conf'), undefined)
})

test('includes: one file, a directory, a pattern in the last component', () => {
  assert.deepEqual(namesOf(join(path, 'conf.d/a.conf')), ['a.conf'])
  assert.deepEqual(namesOf('conf.d/a.conf'), ['a.conf'])
  assert.deepEqual(namesOf('conf.d'), ['.hidden.conf', 'a+b.conf', 'a.conf', 'a.conf.old', 'b.conf'])
  assert.deepEqual(namesOf('conf.d/*.conf'), ['a+b.conf', 'a.conf', 'b.conf'])
  assert.deepEqual(namesOf('conf.d/?.conf'), ['a.conf', 'b.conf'])
  assert.deepEqual(namesOf('conf.d/a+*.conf'), ['a+b.conf'])
})

test('a pattern may find nothing; a file that is named must be there', () => {
  assert.deepEqual(namesOf('conf.d/*.none'), [])
  assert.deepEqual(namesOf('none.d/*.conf'), [])
  assert.equal(namesOf('conf.d/none.conf'), undefined)
})
