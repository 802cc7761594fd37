import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { before, compareTexts, directoryOf, replayRun, unequal } from '../case-run.ts'
import { comparableTrees } from '../compare/tree.ts'
import { canonicalConfiguration } from '../compare/written.ts'
import type { Difference } from '../difference.ts'
import { Machine } from '../machine.ts'
import { type RecordedNode, type RecordedRun, readJson, readJsonLines, readText } from '../recording.ts'

interface Case {
  readonly pre: readonly string[]
}

interface Result {
  readonly pre: readonly RecordedRun[]
  readonly steps: readonly RecordedRun[]
  readonly [write: `write_${string}`]: RecordedRun
}

const RECORDED = ['case.json', 'result.json', 'tree.jsonl']

/** A folder of `config` or `procfs`: configurations before, commands, what they leave behind. */
export async function replayConfig(folder: string): Promise<Difference[]> {
  const result = readJson<Result>(join(folder, 'result.json'))
  const machine = await Machine.start(folder)
  try {
    const written = Object.keys(result)
      .filter((key) => key.startsWith('write_'))
      .map((key) => key.slice('write_'.length))
    for (const name of [...RECORDED, ...written]) rmSync(join(machine.directory, name), { force: true })
    const { differences, cutShort, removals } = await replaySteps(
      machine,
      readJson(join(folder, 'case.json')),
      result,
    )
    for (const name of written) differences.push(...(await replayWrite(machine, folder, name, result)))
    return [...differences, ...(await compareTree(machine, folder, { cutShort, removals }))]
  } finally {
    await machine.stop()
  }
}

async function replaySteps(
  machine: Machine,
  { pre }: Case,
  result: Result,
): Promise<{ differences: Difference[]; cutShort: string | undefined; removals: boolean }> {
  const differences: Difference[] = []
  for (const [at, file] of pre.entries()) {
    const ours = await machine.scstadmin(['-config', file, '-force', '-noprompt'])
    const recorded = result.pre[at]
    if (recorded?.stdout !== undefined) differences.push(...compareTexts(recorded, ours, `pre ${file}`).texts)
  }
  let was = await before(machine)
  let cutShort: string | undefined
  for (const [at, step] of result.steps.entries()) {
    const replayed = await replayRun(machine, step, `step ${at + 1} (${step.argv.join(' ')})`, was)
    differences.push(...replayed.differences)
    was = replayed.now
    cutShort = replayed.cutShort
  }
  const removals = result.steps.some((step) => (step.tree_diff?.removed?.length ?? 0) > 0)
  return { differences, cutShort, removals }
}

async function replayWrite(
  machine: Machine,
  folder: string,
  name: string,
  result: Result,
): Promise<Difference[]> {
  const argv = ['-write_config', name, ...(name.includes('nonkey') ? ['-nonkey'] : [])]
  const ours = await machine.scstadmin(argv)
  const file = join(machine.directory, name)
  const text = existsSync(file) ? canonicalConfiguration(readText(file)) : 'no file was written'
  return [
    ...compareTexts(result[`write_${name}`]!, ours, argv.join(' ')).texts,
    ...unequal(name, canonicalConfiguration(readText(join(folder, name))), text),
  ]
}

async function compareTree(
  machine: Machine,
  folder: string,
  { cutShort, removals }: { cutShort: string | undefined; removals: boolean },
): Promise<Difference[]> {
  const file = join(folder, 'tree.jsonl')
  if (!existsSync(file)) return []
  const directory = cutShort === undefined ? undefined : directoryOf(cutShort)
  const isComparable = ({ path }: RecordedNode) =>
    directory === undefined || !path.startsWith(directory) || path.indexOf('/', directory.length) >= 0
  const { expected, actual } = comparableTrees(
    readJsonLines<RecordedNode>(file).filter(isComparable),
    (await machine.tree()).filter(isComparable),
    { removals },
  )
  return unequal('tree', expected, actual)
}
