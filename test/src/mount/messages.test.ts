import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  AttrOut,
  Dirent,
  EntryOut,
  InHeader,
  InitOut,
  OPCODE,
  OpenOut,
  OutHeader,
  ReadIn,
  SetattrIn,
  StatfsOut,
  WriteIn,
} from '../../../src/mount/messages.ts'

const HEADER = '/usr/include/linux/fuse.h'
const header = existsSync(HEADER) ? readFileSync(HEADER, 'utf8') : undefined

test("opcodes are the kernel's", { skip: header === undefined && `needs ${HEADER}` }, () => {
  for (const [name, number] of Object.entries(OPCODE)) {
    const [, value] = new RegExp(`\\bFUSE_${name}\\s*=\\s*(\\d+)`).exec(header ?? '') ?? []
    assert.equal(Number(value), number, name)
  }
})

const SIZES = [
  ['InHeader', InHeader, 40],
  ['OutHeader', OutHeader, 16],
  ['InitOut', InitOut, 64],
  ['EntryOut', EntryOut, 128],
  ['AttrOut', AttrOut, 104],
  ['SetattrIn', SetattrIn, 88],
  ['OpenOut', OpenOut, 16],
  ['ReadIn', ReadIn, 40],
  ['WriteIn', WriteIn, 40],
  ['StatfsOut', StatfsOut, 80],
  ['Dirent', Dirent, 24],
] as const

for (const [name, { size }, bytes] of SIZES) {
  test(`${name} has ${bytes} bytes`, () => assert.equal(size, bytes))
}
