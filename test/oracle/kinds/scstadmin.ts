import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, compareTexts, replayRun, unequal } from '../case-run.ts'
import type { Difference, Outcome } from '../difference.ts'
import { type InitiatorAction, type InitiatorResult, Initiators } from '../initiators.ts'
import { Machine } from '../machine.ts'
import { type RecordedRun, readJson } from '../recording.ts'
import { forgiveOutgoingUser, showsStaleEntry } from '../second-outgoing-user.ts'

type Record = (RecordedRun | InitiatorRecord) & { readonly seq?: number; readonly unstable?: string }

interface InitiatorRecord {
  readonly initiator: InitiatorAction
  readonly result: InitiatorResult
  readonly tree_diff?: RecordedRun['tree_diff']
}

interface Group {
  readonly setup: readonly string[]
  readonly setup_result?: RecordedRun
  readonly records: readonly Record[]
}

/** A group of commands in one state. */
export async function replayGroup(file: string, name: string): Promise<Outcome[]> {
  const group = readJson<Group>(file)
  const machine = await Machine.start(join(dirname(file), 'confs'))
  const initiators = new Initiators()
  try {
    const outcomes = [{ name: `${name}#setup`, kind: 'scstadmin', differences: await setUp(machine, group) }]
    let was = await before(machine)
    let isStale = false
    for (const [at, record] of group.records.entries()) {
      const what = 'argv' in record ? record.argv.join(' ') : `initiator ${record.initiator.op}`
      const replayed =
        'argv' in record
          ? await replayRun(machine, record, what, was)
          : {
              differences: await initiators.replay(record.initiator, record.result),
              now: await before(machine),
            }
      was = replayed.now
      isStale ||= replayed.differences.some(({ expected }) => showsStaleEntry(expected))
      const differences =
        record.unstable === undefined ? forgiveOutgoingUser(replayed.differences, isStale) : []
      outcomes.push({ name: `${name}#${record.seq ?? at}`, kind: 'scstadmin', differences })
    }
    return outcomes
  } finally {
    initiators.close()
    await machine.stop()
  }
}

async function setUp(machine: Machine, { setup, setup_result: recorded }: Group): Promise<Difference[]> {
  for (const conf of setup) {
    const ours = await machine.scstadmin(['-config', conf, '-force', '-noprompt'])
    if (setup.length === 1 && recorded !== undefined)
      return compareTexts(recorded, ours, `setup ${conf}`).texts
    if (ours.exit !== 0) return unequal(`setup ${conf}`, readFileSync(conf, 'latin1'), ours.stdout)
  }
  return []
}
