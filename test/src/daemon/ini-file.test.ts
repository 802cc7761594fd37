import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readIniFile } from '../../../src/daemon/ini-file.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()
const file = join(path, 'scstd.ini')

function read(text: string) {
  writeFileSync(file, text)
  return readIniFile(file)
}

test('one setting a line, repeated ones with brackets', () => {
  assert.deepEqual(
    read('; ours\nsocket = /run/x.sock\nportal[] = 10.0.0.1\nportal[] = [fd00::1]:3261\nlogin = true\n'),
    {
      socket: ['/run/x.sock'],
      portal: ['10.0.0.1', '[fd00::1]:3261'],
      login: ['true'],
    },
  )
})

test('a line that is repeated counts without brackets too', () => {
  assert.deepEqual(read('portal = 10.0.0.1\nportal = 10.0.0.2\nportal[] = 10.0.0.3\n'), {
    portal: ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
  })
})

test('what has no meaning is named', () => {
  assert.throws(() => read('sockt = x\n'), /scstd\.ini: no setting sockt; there are socket, portal, /)
  assert.throws(() => read('[socket]\na = 1\n'), /\[socket\] has no meaning/)
})

test('a file that is named must be there', () => {
  assert.throws(
    () => readIniFile(join(path, 'none')),
    /Open config file .*none failed: No such file or directory/,
  )
})
