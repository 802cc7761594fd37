import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Run } from '../../../src/admin/run.ts'
import { openDestination } from '../../../src/admin/save.ts'
import { MemoryTerminal } from '../../../src/admin/terminal.ts'
import { liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const terminal = new MemoryTerminal()
const run = new Run(liveTree().tree, terminal, { compatibility: 'default' })
const strict = new Run(liveTree().tree, new MemoryTerminal(), { compatibility: 'strict' })

test('a file is replaced', () => {
  const file = join(temporaryDirectory().path, 'f')
  writeFileSync(file, 'old text')
  const inode = statSync(file).ino
  openDestination(file, run).write('new')
  assert.equal(readFileSync(file, 'latin1'), 'new')
  assert.notEqual(statSync(file).ino, inode)
})

test('strict mode writes in place, as the original', () => {
  const file = join(temporaryDirectory().path, 'f')
  writeFileSync(file, 'old text')
  const inode = statSync(file).ino
  openDestination(file, strict).write('new')
  assert.equal(readFileSync(file, 'latin1'), 'new')
  assert.equal(statSync(file).ino, inode)
})

test('our own output gets the text between the messages', {
  skip: !existsSync('/dev/stdout') && 'no /dev/stdout',
}, () => {
  openDestination('/dev/stdout', run).write('text')
  assert.equal(terminal.stdout, 'text')
})

test('a loss of our own output is told, but not in strict mode', {
  skip: !existsSync('/dev/stdout') && 'no /dev/stdout',
}, () => {
  const lossy = Object.assign(new MemoryTerminal(), { loss: new Error('lost') })
  const to = (compatibility: 'default' | 'strict') =>
    openDestination('/dev/stdout', new Run(liveTree().tree, lossy, { compatibility }))
  assert.throws(() => to('default').write('text'), /^Error: lost$/)
  to('strict').write('text')
})
