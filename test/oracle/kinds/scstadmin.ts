import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Aftermath } from '../aftermath.ts'
import { type Before, before, compareTexts, replayRun, unequal } from '../case-run.ts'
import { comparableDiffs, differenceOf } from '../compare/tree.ts'
import type { Difference, Outcome } from '../difference.ts'
import { type InitiatorAction, type InitiatorResult, Initiators } from '../initiators.ts'
import { Machine } from '../machine.ts'
import { type RecordedRun, readJson } from '../recording.ts'

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
    const aftermath = new Aftermath()
    let was = await before(machine)
    for (const [at, record] of group.records.entries()) {
      const { differences, now } = await replayRecord(machine, initiators, aftermath, record, was)
      was = now
      outcomes.push({
        ...{ name: `${name}#${record.seq ?? at}`, kind: 'scstadmin' },
        differences: record.unstable === undefined ? differences : [],
      })
    }
    return outcomes
  } finally {
    initiators.close()
    await machine.stop()
  }
}

async function replayRecord(
  machine: Machine,
  initiators: Initiators,
  aftermath: Aftermath,
  record: Record,
  was: Before,
): Promise<{ differences: Difference[]; now: Before }> {
  if ('argv' in record) {
    const { differences, now, cutShort } = await replayRun(machine, record, record.argv.join(' '), was)
    return { differences: aftermath.mark(record.argv, differences, cutShort), now }
  }
  const differences = await initiators.replay(record.initiator, record.result)
  const now = await settled(machine, was, record)
  const diffs = comparableDiffs(record.tree_diff ?? {}, differenceOf(was.tree, now.tree))
  return { differences: [...differences, ...unequal('tree_diff', diffs.expected, diffs.actual)], now }
}

/** A session that a lost connection leaves behind goes a moment later. */
async function settled(machine: Machine, was: Before, { tree_diff }: InitiatorRecord): Promise<Before> {
  const isGone = ({ tree }: Before) => tree.length < was.tree.length
  for (let patience = 100; ; patience -= 1) {
    const now = await before(machine)
    if (!tree_diff?.removed?.length || isGone(now) || patience === 0) return now
    await new Promise((resolve) => setTimeout(resolve, 20))
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
