import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Keys, textOf } from '../support/initiator/login.ts'
import { Session } from '../support/initiator/session.ts'
import { REPOSITORY } from '../support/programs.ts'
import { type Served, serve, TARGET } from '../support/target.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/** Initiators that never finish their login take nothing from those that do. */
const INITIATOR = 'iqn.2026-01.test:initiator'

const LOGIN_TIMEOUT = 2

/** More than this beyond what it had, in MiB, would be a leak: a connection costs a few KiB. */
const MOST_GROWTH = 256

const directory = temporaryDirectory()
let target: Served

before(async () => {
  const ini = join(directory.path, 'scstd.ini')
  writeFileSync(ini, `login_timeout = ${LOGIN_TIMEOUT}\n`)
  target = await serve({ args: ['--ini', ini] })
  await logInAndRead()
})

after(async () => {
  await target.stop()
  target.remove()
  directory.remove()
})

test('logins that dribble in byte by byte are dropped when their time is over', async () => {
  const descriptors = openDescriptors()
  const request = loginRequest([
    ['InitiatorName', INITIATOR],
    ['TargetName', TARGET],
  ])
  const began = Date.now()
  const slow = await Promise.all(Array.from({ length: 12 }, () => dial(target.port)))
  const dribbling = slow.map((socket) => dribble(socket, request))
  let served = 0
  const all = Promise.all(dribbling).then(() => true)
  while (!(await Promise.race([all, logInAndRead().then(() => false)]))) served += 1
  const seconds = (Date.now() - began) / 1000
  assert.ok(served > 0, 'nobody was served meanwhile')
  assert.ok(seconds >= LOGIN_TIMEOUT - 1 && seconds < LOGIN_TIMEOUT + 4, `dropped after ${seconds} s`)
  await until(() => openDescriptors() <= descriptors)
})

/** TSCST_HALF_OPEN=10000 takes half a minute. */
const COUNT = Number(process.env.TSCST_HALF_OPEN ?? 1000)

test(`${COUNT} half-open connections`, async (context) => {
  const descriptors = openDescriptors()
  const before = residentMiB()
  const flood = halfOpen(COUNT)
  let served = 0
  let longest = 0
  let most = before
  let isOver = false
  const closed = flood.closed.finally(() => {
    isOver = true
  })
  while (!isOver) {
    const began = Date.now()
    await logInAndRead()
    longest = Math.max(longest, Date.now() - began)
    most = Math.max(most, residentMiB())
    served += 1
    await pause(10)
  }
  assert.equal(await flood.opened, COUNT)
  assert.equal(await closed, COUNT)
  context.diagnostic(
    `${served} logins with a read meanwhile, the longest ${longest} ms; RSS ${before} MiB before, ${most} MiB at most`,
  )
  assert.ok(served > 1, 'nobody was served meanwhile')
  assert.ok(most - before < MOST_GROWTH, `RSS grew from ${before} to ${most} MiB`)
  await until(() => openDescriptors() <= descriptors)
  await logInAndRead()
})

test('more connections than descriptors: nobody gets in until some are gone, then all goes on', async () => {
  const ini = join(directory.path, 'scstd.ini')
  const small = await serve({ args: ['--ini', ini], within: ['prlimit', `--nofile=${DESCRIPTORS}`] })
  try {
    const flood = halfOpen(4 * DESCRIPTORS, small.port)
    await Promise.all([flood.opened, flood.closed])
    await logInAndRead(small.port)
  } finally {
    await small.stop()
    small.remove()
  }
})

/** Enough to start with. */
const DESCRIPTORS = 96

async function logInAndRead(port = target.port): Promise<void> {
  const session = await Session.logIn({ port, initiator: INITIATOR, target: TARGET })
  await session.scsi(Buffer.alloc(6)) // the attention of a new session
  const answer = await session.scsi(Buffer.from('28000000000000000100', 'hex'), { alloc: 512 })
  assert.deepEqual([answer.status, answer.data.length], [0, 512])
  await session.logout()
  session.kill()
}

/** A first Login Request, whole. */
function loginRequest(keys: Keys): Buffer {
  const text = textOf(keys)
  const header = Buffer.alloc(48)
  header[0] = 0x43
  header[1] = 0x87
  header.writeUIntBE(text.length, 5, 3)
  return Buffer.concat([header, text, Buffer.alloc(-text.length & 3)])
}

/** Sends a byte now and then; resolves when the connection is gone, however that came. */
function dribble(socket: Socket, bytes: Buffer): Promise<void> {
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, sent + 1))
    sent += 1
  }, 50)
  socket.resume()
  return new Promise((resolve) =>
    socket.on('close', () => {
      clearInterval(timer)
      assert.ok(sent < bytes.length, 'the login was whole')
      resolve()
    }),
  )
}

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}

/** How many were opened, and how many closed again, by a process of its own. */
function halfOpen(
  count: number,
  port = target.port,
): { readonly opened: Promise<number>; readonly closed: Promise<number> } {
  const script = join(REPOSITORY, 'test/support/half-open/main.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, String(port), String(count)], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const number = (word: string) =>
    new Promise<number>((resolve, reject) => {
      lines.on('line', (line) => line.startsWith(`${word} `) && resolve(Number(line.slice(word.length + 1))))
      child.once('close', () => reject(new Error(`the half-open client ended before it said ${word}`)))
    })
  return { opened: number('opened'), closed: number('closed') }
}

const openDescriptors = (): number => readdirSync(`/proc/${target.pid}/fd`).length

const residentMiB = (): number => {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${target.pid}/status`, 'latin1'))
  return Math.round(Number(line?.[1]) / 1024)
}

async function until(what: () => boolean): Promise<void> {
  for (let patience = 500; !what(); patience -= 1) {
    assert.ok(patience > 0, 'connections are left after ten seconds')
    await pause(20)
  }
}
