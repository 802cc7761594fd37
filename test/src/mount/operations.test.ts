import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  BatchForgetIn,
  Dirent,
  EntryOut,
  ForgetIn,
  ForgetOne,
  OPCODE,
  OpenOut,
  ReadIn,
  ROOT_NODE,
} from '../../../src/mount/messages.ts'
import { Operations } from '../../../src/mount/operations.ts'
import { filesAsTree } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(directory.remove)
const names = Array.from({ length: 40 }, (_, i) => `entry-${i}`)
const tree = filesAsTree(join(directory.path, 'tree'), Object.fromEntries(names.map((name) => [name, 'x\n'])))
const operations = new Operations(tree)

const call = async (opcode: number, nodeid: number, body: Buffer): Promise<Buffer> =>
  (await operations.table[opcode]!({ nodeid, body })) ?? Buffer.alloc(0)

test('a listing in small pieces has every entry once, whole entries only', async () => {
  const { fh } = OpenOut.view(await call(OPCODE.OPENDIR, ROOT_NODE, Buffer.alloc(8)))
  const seen: string[] = []
  let offset = 0
  for (;;) {
    const piece = await call(OPCODE.READDIR, ROOT_NODE, ReadIn.build({ fh, offset, size: 100 }).bytes)
    if (piece.length === 0) break
    assert.ok(piece.length <= 100)
    for (let at = 0; at < piece.length; ) {
      const { namelen, off } = Dirent.view(piece, at)
      seen.push(piece.toString('latin1', at + Dirent.size, at + Dirent.size + namelen))
      at = off - offset
    }
    offset += piece.length
  }
  assert.deepEqual(seen.sort(), ['.', '..', ...names].sort())
})

test('a file can be read from its middle first', async () => {
  const entry = await call(OPCODE.LOOKUP, ROOT_NODE, Buffer.from('entry-0\0'))
  const { nodeid } = EntryOut.view(entry)
  const { fh } = OpenOut.view(await call(OPCODE.OPEN, nodeid, Buffer.alloc(8)))
  const read = (offset: number) => call(OPCODE.READ, nodeid, ReadIn.build({ fh, offset, size: 100 }).bytes)
  assert.equal(String(await read(1)), '\n')
  assert.equal(String(await read(2)), '')
  assert.equal(String(await read(0)), 'x\n')
  await call(OPCODE.FORGET, nodeid, ForgetIn.build({ nlookup: 1 }).bytes)
})

test('forgetting many at once', async () => {
  const ids: number[] = []
  for (const name of names.slice(0, 3))
    ids.push(EntryOut.view(await call(OPCODE.LOOKUP, ROOT_NODE, Buffer.from(`${name}\0`))).nodeid)
  assert.equal(operations.nodes.size, 3)
  const each = ids.map((nodeid) => ForgetOne.build({ nodeid, nlookup: 1 }).bytes)
  await call(OPCODE.BATCH_FORGET, 0, Buffer.concat([BatchForgetIn.build({ count: 3 }).bytes, ...each]))
  assert.equal(operations.nodes.size, 0)
  await assert.rejects(call(OPCODE.GETATTR, ids[0]!, Buffer.alloc(16)), { code: 'ESTALE' })
})
