import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { LONGEST_REQUEST } from '../../../src/control/json-lines.ts'
import { ControlServer } from '../../../src/control/server.ts'
import { silent } from '../../../src/lib/log.ts'
import { connectSysfs, type SocketSysfs } from '../../../src/sysfs/socket.ts'
import { filesAsTree, LineClient } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const socket = join(directory.path, 'run/scstd.sock')
const tree = filesAsTree(join(directory.path, 'tree'), {
  'targets/iscsi/enabled': '0\n',
  'targets/iscsi/bytes': Buffer.from([0xfc, 0xff, 0x0a]),
  'targets/iscsi/umläut': 'ü\n',
  here: { link: 'targets/iscsi' },
})
const server = new ControlServer(tree, { name: 'scstd', version: '1.2.3' }, silent)
let client: SocketSysfs

before(async () => {
  await server.listen(socket)
  client = await connectSysfs(socket)
})
after(async () => {
  client.close()
  await server.close()
  assert.equal(existsSync(socket), false)
  directory.remove()
})

test('only the owner may use the socket', () => {
  assert.equal(statSync(socket).mode & 0o777, 0o600)
})

test('the client sees the tree as it is, bytes included', async () => {
  assert.deepEqual(await client.hello(), { protocol: 1, name: 'scstd', version: '1.2.3', pid: process.pid })
  assert.deepEqual(await client.list(''), await tree.list(''))
  assert.deepEqual(await client.stat('targets'), { type: 'dir', mode: 0o755 })
  assert.equal(await client.read('targets/iscsi/bytes'), '\xfc\xff\n')
  assert.equal(await client.read('targets/iscsi/uml\xc3\xa4ut'), '\xc3\xbc\n')
  assert.equal(await client.readlink('here'), 'targets/iscsi')
  assert.deepEqual(await client.snapshot(''), await tree.snapshot(''))
})

test('errors cross the socket unchanged', async () => {
  await assert.rejects(client.write('nosuch', '1'), {
    name: 'SysfsError',
    code: 'ENOENT',
    stage: 'lookup',
    path: 'nosuch',
  })
  await assert.rejects(client.read('targets'), { code: 'EISDIR', stage: 'open' })
})

test('a batch stops at the first error or goes on', async () => {
  const writes = ['targets/iscsi/enabled', 'nosuch', 'targets/iscsi/enabled'].map((path, i) => ({
    path,
    text: `${i}`,
  }))
  const stopped = await client.batch(writes, { stopOnError: true })
  assert.deepEqual(
    stopped.map((error) => error?.code),
    [undefined, 'ENOENT'],
  )
  assert.equal(await tree.read('targets/iscsi/enabled'), '0\n')
  const whole = await client.batch(writes, { stopOnError: false })
  assert.deepEqual(
    whole.map((error) => error?.code),
    [undefined, 'ENOENT', undefined],
  )
  assert.equal(await tree.read('targets/iscsi/enabled'), '2\n')
})

test('5,000 requests pipeline', async () => {
  const answers = await Promise.all(Array.from({ length: 5000 }, () => client.stat('targets/iscsi/enabled')))
  assert.ok(answers.every(({ mode }) => mode === 0o644))
})

test('the lock keeps lockers out and goes with its connection', async () => {
  const other = await connectSysfs(socket)
  const raw = new LineClient(socket)
  await other.lock()
  assert.deepEqual(await raw.ask({ jsonrpc: '2.0', id: 1, method: 'lock', params: { wait: false } }), {
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32000, message: 'another connection holds the lock' },
  })
  await client.write('targets/iscsi/enabled', '1')
  const locked = client.lock()
  other.close()
  await locked
  await client.unlock()
  await assert.rejects(client.unlock(), /does not hold the lock/)
  raw.close()
})

const bad: readonly (readonly [
  what: string,
  line: string,
  id: number | null,
  code: number,
  message: RegExp,
])[] = [
  ['no JSON', '{"jsonrpc":', null, -32700, /no JSON/],
  ['no object', '7', null, -32600, /no JSON-RPC 2.0 request/],
  ['an empty array', '[]', null, -32600, /empty array/],
  ['no version', '{"id":1,"method":"list"}', 1, -32600, /no JSON-RPC 2.0 request/],
  ['an unknown method', '{"jsonrpc":"2.0","id":2,"method":"toString"}', 2, -32601, /there are hello, list/],
  ['no params', '{"jsonrpc":"2.0","id":3,"method":"read"}', 3, -32602, /path must be text .* not missing/],
  [
    'wrong params',
    '{"jsonrpc":"2.0","id":4,"method":"batch","params":{"writes":[{"path":"a","text":5}]}}',
    4,
    -32602,
    /writes\[0\]\.text must be .* not a number/,
  ],
  [
    'a way up',
    '{"jsonrpc":"2.0","id":5,"method":"read","params":{"path":"../tree/targets"}}',
    5,
    2,
    /No such file or directory/,
  ],
  [
    'another protocol',
    '{"jsonrpc":"2.0","id":6,"method":"hello","params":{"protocol":9}}',
    6,
    -32002,
    /protocol 9/,
  ],
]

for (const [what, line, id, code, message] of bad) {
  test(`${what} is answered with an error`, async () => {
    const raw = new LineClient(socket)
    const answer = (await raw.ask(line)) as { id: unknown; error: { code: number; message: string } }
    assert.equal(answer.id, id)
    assert.equal(answer.error.code, code)
    assert.match(answer.error.message, message)
    assert.deepEqual(
      await raw.ask('{"jsonrpc":"2.0","id":9,"method":"read","params":{"path":"/targets//iscsi/umläut"}}'),
      {
        jsonrpc: '2.0',
        id: 9,
        result: 'ü\n',
      },
    )
    raw.close()
  })
}

test('a request that is too long is refused and the next one served', async () => {
  const raw = new LineClient(socket)
  const refused = (await raw.ask(' '.repeat(LONGEST_REQUEST + 1))) as {
    error: { message: string }
  }
  assert.match(refused.error.message, /longer than 16777216 bytes/)
  assert.ok(await raw.ask('{"jsonrpc":"2.0","id":1,"method":"hello"}'))
  raw.close()
})

test('several requests in one array, and requests without id', async () => {
  const raw = new LineClient(socket)
  raw.send('{"jsonrpc":"2.0","method":"hello"}\n')
  const answers = await raw.ask(
    '[{"jsonrpc":"2.0","id":"a","method":"stat","params":{"path":""}},{"jsonrpc":"2.0","method":"hello"}]',
  )
  assert.deepEqual(answers, [{ jsonrpc: '2.0', id: 'a', result: { type: 'dir', mode: '0755' } }])
  raw.close()
})

/** What the server says to a client that sends this and closes its side, until it closes its own. */
async function answersTo(text: string): Promise<string> {
  const half = connect({ path: socket, allowHalfOpen: true })
  half.end(text)
  let said = ''
  for await (const chunk of half) said += chunk
  return said
}

test('a client that asks nothing more gets its answers, and then the end', async () => {
  const read = (id: number, path = 'targets/iscsi/enabled') =>
    `{"jsonrpc":"2.0","id":${id},"method":"read","params":{"path":"${path}"}}\n`
  const requests = Array.from({ length: 2000 }, (_, id) => read(id)).join('')
  assert.equal((await answersTo(requests)).split('\n').length, 2001)
  assert.equal(await answersTo(''), '')
  assert.equal(await answersTo('\n'), '')
  assert.match(
    await answersTo('GET /v1/tree/targets/iscsi/enabled HTTP/1.1\r\nhost: x\r\n\r\n'),
    /^HTTP\/1.1 200/,
  )
})

test('a client that asks nothing more neither waits for the lock nor keeps it', async () => {
  const lock = '{"jsonrpc":"2.0","id":1,"method":"lock"}\n'
  assert.match(await answersTo(lock), /"result":null/)
  await client.lock()
  assert.match(await answersTo(lock), /another connection holds the lock/)
  await client.unlock()
})

test('garbage does not harm others', async () => {
  const raw = new LineClient(socket)
  raw.send('\x00\xff garbage\n')
  assert.ok(await raw.receive())
  raw.close()
  assert.equal((await client.hello()).pid, process.pid)
})
