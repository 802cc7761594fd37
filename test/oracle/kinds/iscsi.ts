import { errnoName } from '../../../src/lib/errno.ts'
import { SysfsError } from '../../../src/sysfs/sysfs.ts'
import { unequal } from '../case-run.ts'
import type { Difference, Outcome } from '../difference.ts'
import { Exchange, type Step } from '../exchange.ts'
import { Machine } from '../machine.ts'
import { departureOf } from '../never-copied.ts'
import { relativePath } from '../nodes.ts'
import { readJsonLines } from '../recording.ts'

interface Definition {
  readonly define: string
  readonly writes: readonly {
    readonly path: string
    readonly write: string
    readonly errno: number | string
  }[]
}

interface RecordedExchange {
  readonly setup: string
  readonly name: string
  readonly sent: readonly Step[]
  readonly answer: readonly Record<string, unknown>[]
}

/** Login and discovery exchanges in order, each on connections of its own; definitions add to one state. */
export async function replayExchanges(file: string, name: string): Promise<Outcome[]> {
  const machine = await Machine.start()
  try {
    const outcomes: Outcome[] = []
    for (const line of readJsonLines<Definition | RecordedExchange>(file)) {
      if ('define' in line) {
        const differences = await define(machine, line)
        if (differences.length > 0)
          outcomes.push({ name: `${name}#${line.define}`, kind: 'iscsi', differences })
      } else {
        outcomes.push({
          name: `${name}#${line.name}`,
          kind: 'iscsi',
          differences: await replayExchange(machine, line),
        })
      }
    }
    return outcomes
  } finally {
    await machine.stop()
  }
}

async function define(machine: Machine, { define: title, writes }: Definition): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const { path, write, errno } of writes) {
    const ours = await machine.daemon.sysfs.write(relativePath(path), write).then(
      () => '0',
      (error) => (error instanceof SysfsError ? error.code : String(error)),
    )
    differences.push(...unequal(`${title}: write ${write} to ${path}`, named(errno), ours))
  }
  return differences
}

/** Error numbers were recorded by name or as numbers. */
const named = (errno: number | string): string =>
  Number(errno) > 0 ? (errnoName(Number(errno)) ?? String(errno)) : String(errno)

async function replayExchange(machine: Machine, recorded: RecordedExchange): Promise<Difference[]> {
  const exchange = new Exchange(machine.daemon.sysfs)
  try {
    const differences: Difference[] = []
    let ours: Record<string, unknown> = {}
    for (const [at, step] of recorded.sent.entries()) {
      const theirs = recorded.answer[at]
      if (theirs === undefined) break // the recording ends with a connection that was closed
      const expected = JSON.stringify(comparable(theirs))
      ours = await exchange.run(step, theirs)
      const actual = JSON.stringify(comparable(ours))
      differences.push(...unequal(`answer ${at + 1} to ${JSON.stringify(step)}`, expected, actual))
      if (differences.length > 0) break // what follows has another beginning
    }
    const rule = differences.length > 0 ? departureOf(recorded.sent, recorded.answer, ours) : undefined
    return rule === undefined
      ? differences
      : differences.map((difference) => ({ ...difference, neverCopied: rule }))
  } finally {
    exchange.close()
  }
}

/** Nonces and what the recorder happened to note are no part of an answer. */
function comparable(answer: Record<string, unknown>): unknown {
  if ('no_answer' in answer || 'error' in answer || 'closed' in answer) return 'no answer'
  if ('bhs' in answer) return { pdu: answer.pdu, reason: String(answer.bhs).slice(4, 6) }
  return JSON.parse(
    JSON.stringify(answer, (key, value) => (key === 'sid' ? '*' : value)),
    masked,
  )
}

const masked = (_: string, value: unknown): unknown =>
  Array.isArray(value) && (value[0] === 'CHAP_I' || value[0] === 'CHAP_C' || value[0] === 'CHAP_R')
    ? [value[0], '*']
    : value
