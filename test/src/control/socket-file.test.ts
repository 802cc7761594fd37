import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ControlServer } from '../../../src/control/server.ts'
import { silent } from '../../../src/lib/log.ts'
import { connectSysfs } from '../../../src/sysfs/socket.ts'
import { filesAsTree } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(directory.remove)
const tree = filesAsTree(join(directory.path, 'tree'), { value: '1\n' })
const newServer = () => new ControlServer(tree, { name: 'scstd', version: '1' }, silent)

/** A socket file that nobody listens on. */
async function staleSocket(name: string): Promise<string> {
  const path = join(directory.path, name)
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(`${path}.tmp`, resolve))
  renameSync(`${path}.tmp`, path)
  await new Promise((resolve) => gone.close(resolve))
  return path
}

test('a second server is refused with the pid of the first', async () => {
  const socket = join(directory.path, 'run/scstd.sock')
  const first = newServer()
  await first.listen(socket)
  await assert.rejects(newServer().listen(socket), {
    message: `scstd (pid ${process.pid}) is already listening on ${socket}`,
  })
  const client = await connectSysfs(socket)
  assert.equal(await client.read('value'), '1\n')
  client.close()
  await first.close()
})

test('a stale socket is replaced, another file is not', async () => {
  const stale = await staleSocket('stale')
  assert.ok(existsSync(stale))
  const server = newServer()
  await server.listen(stale)
  await server.close()

  const file = join(directory.path, 'file')
  writeFileSync(file, 'precious')
  await assert.rejects(newServer().listen(file), { message: `${file} is there and is no socket` })
  assert.equal(readFileSync(file, 'utf8'), 'precious')
})

test('the socket and the directories made for it can be another user’s', {
  skip: process.getuid?.() !== 0 && 'needs root',
}, async () => {
  const owner = { uid: 65534, gid: 65533 }
  const server = newServer()
  await server.listen(join(directory.path, 'a/b/scstd.sock'), undefined, owner)
  for (const [path, mode] of [
    ['a', 0o700],
    ['a/b', 0o700],
    ['a/b/scstd.sock', 0o600],
  ] as const) {
    const found = statSync(join(directory.path, path))
    assert.deepEqual([found.uid, found.gid, found.mode & 0o777], [owner.uid, owner.gid, mode], path)
  }
  assert.notEqual(statSync(directory.path).uid, owner.uid)
  await server.close()
})

test('of several that start at once one wins, also over a stale socket', async () => {
  const contested = await staleSocket('contested')
  const servers = Array.from({ length: 5 }, newServer)
  const results = await Promise.allSettled(servers.map((one) => one.listen(contested)))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  const client = await connectSysfs(contested)
  client.close()
  await Promise.all(servers.map((one) => one.close()))
})
