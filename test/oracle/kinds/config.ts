import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Aftermath } from '../aftermath.ts'
import { before, compareTexts, directoryOf, replayRun, unequal } from '../case-run.ts'
import { comparableTrees } from '../compare/tree.ts'
import { canonicalConfiguration } from '../compare/written.ts'
import type { Difference } from '../difference.ts'
import { Machine } from '../machine.ts'
import { type RecordedNode, type RecordedRun, readJson, readJsonLines, readText } from '../recording.ts'

interface Case {
  /** Nobody looked at the tree. */
  readonly notree?: boolean
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
    differences.push(...(await compareTree(machine, folder, { cutShort, removals })))
    const free = freeAttributes(result.steps.map((step) => step.stdout).join(''))
    return new Aftermath().mark([], withoutFree(differences, free))
  } finally {
    await machine.stop()
  }
}

/** Attributes that were set to several values one after the other: which one stays is free. */
function freeAttributes(stdout: string): ReadonlySet<string> {
  const values = new Map<string, Set<string>>()
  for (const [, name, value, object] of stdout.matchAll(
    /Setting .*attribute '(.*)' to value '(.*)' for (.*): /g,
  )) {
    const key = `${object} ${name}`
    values.set(key, (values.get(key) ?? new Set()).add(value!))
  }
  const several = [...values].filter(([, set]) => set.size > 1)
  return new Set(several.map(([key]) => key.slice(key.lastIndexOf(' ') + 1)))
}

function withoutFree(differences: readonly Difference[], free: ReadonlySet<string>): Difference[] {
  const isFree = (line: string) => [...free].some((name) => new RegExp(`(^|[/\\s])${name} `).test(line))
  const strip = (text: string) =>
    text
      .split('\n')
      .filter((line) => !isFree(line))
      .join('\n')
  return free.size === 0
    ? [...differences]
    : differences.filter(({ expected, actual }) => strip(expected) !== strip(actual))
}

async function replaySteps(
  machine: Machine,
  { pre, notree }: Case,
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
    const what = `step ${at + 1} (${step.argv.join(' ')})`
    const replayed = await replayRun(machine, step, what, was, { diffAlways: notree !== true })
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
