import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Session } from '../../support/initiator/session.ts'
import { TARGETS } from './names.ts'
import type { Subject } from './subject.ts'

/** In ms: closed connections leave nothing behind after so long. */
const BOUND = 60000

/** In ms: the daemon may not work longer for others while somebody waits for the answer to a command. */
const LONGEST_WORK = 3000

/** Throws when something of what was promised is not so. Nobody is connected. */
export async function checkHealth(subject: Subject): Promise<void> {
  assert.equal(subject.ended(), undefined)
  await nothingLeft(subject)
  await within('a login, an INQUIRY and a READ', serves(subject.port))
  await nothingLeft(subject)
  checkLog(subject.log())
}

/** How long a bystander waited for an answer, in ms, and how long the daemon worked meanwhile. */
export interface Longest {
  wait: number
  work: number
}

/** Logs in and asks for an answer again and again, until `stop`. */
export async function bystander({ port, pid }: Subject): Promise<{ stop(): Promise<Longest> }> {
  const session = await logIn(port)
  const longest: Longest = { wait: 0, work: 0 }
  let stopping = false
  const asking = (async () => {
    while (!stopping) {
      const [began, worked] = [Date.now(), processorTime(pid)]
      await within('a command of a bystander', session.scsi(Buffer.alloc(6)))
      longest.wait = Math.max(longest.wait, Date.now() - began)
      longest.work = Math.max(longest.work, processorTime(pid) - worked)
      await pause(20)
    }
    await session.logout()
    session.kill()
  })()
  asking.catch(() => {})
  return {
    async stop() {
      stopping = true
      await asking
      assert.ok(longest.work < LONGEST_WORK, `the daemon worked ${longest.work} ms while a bystander waited`)
      return longest
    },
  }
}

/** What a process has used of its processor, in ms; the kernel counts by hundredths of a second. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

/** Resident memory, in MiB. */
export function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
  return Math.round(Number(line?.[1]) / 1024)
}

const logIn = (port: number): Promise<Session> =>
  Session.logIn({ port, initiator: 'iqn.2026-01.test:bystander', target: TARGETS.bystander })

async function serves(port: number): Promise<void> {
  const session = await logIn(port)
  await session.scsi(Buffer.alloc(6)) // the attention of a new session
  const inquiry = await session.scsi(Buffer.from('120000002400', 'hex'), { alloc: 36 })
  assert.deepEqual([inquiry.status, inquiry.data.length], [0, 36])
  const read = await session.scsi(Buffer.from('28000000000000000800', 'hex'), { alloc: 4096 })
  assert.deepEqual([read.status, read.data.length], [0, 4096])
  await session.logout()
  session.kill()
}

/** No session in the tree, and every slab given back. */
async function nothingLeft(subject: Subject): Promise<void> {
  let left = 'nothing'
  for (const deadline = Date.now() + BOUND; Date.now() < deadline; await pause(20)) {
    const sessions = await Promise.all(Object.values(TARGETS).map((name) => sessionsOf(subject, name)))
    const slabs = await lentSlabs(subject)
    left = [...sessions.flat(), ...slabs].join(', ')
    if (left === '') return
  }
  assert.fail(`left of closed connections: ${left}`)
}

async function sessionsOf({ sysfs }: Subject, target: string): Promise<string[]> {
  return (await sysfs.list(`targets/iscsi/${target}/sessions`)).map(({ name }) => `session ${name}`)
}

/** Slabs of one size are made so many at once; of each: slabs, pages of 4 KiB. */
const SHELVES = [
  [256, 1],
  [64, 80],
  [8, 272],
] as const

/** The pool shows how many slabs wait and how many pages they have: whole batches of each size, when none is lent. */
async function lentSlabs({ sysfs }: Subject): Promise<string[]> {
  const text = await sysfs.read('sgv/sgv/stats')
  const [, pages, slabs] = /^sgv .* (\d+)\/\d+\/(\d+)$/m.exec(text)!.map(Number)
  return isWhole(slabs!, pages!) ? [] : [`${slabs} slabs of ${pages} pages are not all`]
}

function isWhole(slabs: number, pages: number): boolean {
  const [small, usual, large] = SHELVES
  for (let n = 0; n <= slabs; n += usual[0]) {
    const rest = pages - n * usual[1] - (slabs - n) * small[1]
    const count = rest / (large[1] - small[1])
    const smalls = slabs - n - count
    if (count >= 0 && count % large[0] === 0 && smalls >= 0 && smalls % small[0] === 0) return true
  }
  return false
}

/** Lines of JSON; a stack is told in one only when something of ours went wrong. */
function checkLog(text: string): void {
  const bugs = text.split('\n').filter((line) => /\\n {4}at |"level":"fatal"/.test(line))
  assert.deepEqual(bugs, [], 'internal errors')
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = pause(BOUND, undefined, { signal: over.signal }).then(() => {
    throw new Error(`waited ${BOUND} ms for ${what}`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
