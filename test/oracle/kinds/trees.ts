import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ByteString } from '../../../src/lib/bytes.ts'
import { SysfsError } from '../../../src/sysfs/sysfs.ts'
import { compareTexts, unequal } from '../case-run.ts'
import { comparableTrees } from '../compare/tree.ts'
import { canonicalConfiguration } from '../compare/written.ts'
import type { Difference, Outcome } from '../difference.ts'
import { Machine } from '../machine.ts'
import { relativePath } from '../nodes.ts'
import { logInAsRecorded } from '../recorded-sessions.ts'
import { type RecordedNode, type RecordedRun, ROOT, readJson, readJsonLines, readText } from '../recording.ts'

/** `tree-empty*`: the tree of a module set. `X-script`: writes, and the trees and texts they lead to. */
export async function replayTrees(file: string, name: string): Promise<Outcome[]> {
  const outcome = (what: string, differences: Difference[]): Outcome => ({
    name: `trees/${what}`,
    kind: 'trees',
    differences,
  })
  if (name.startsWith('trees/tree-empty')) {
    return [outcome(basename(file, '.jsonl'), await replayEmpty(readJsonLines(file)))]
  }
  return replayScript(file, outcome)
}

async function replayEmpty(expected: RecordedNode[]): Promise<Difference[]> {
  const machine = await Machine.start(undefined, { args: modulesOf(expected) })
  try {
    return await compareTree(machine, expected)
  } finally {
    await machine.stop()
  }
}

interface ScriptLine {
  readonly path?: ByteString
  readonly write?: ByteString
  readonly errno?: 0 | string
}

async function replayScript(
  file: string,
  outcome: (what: string, d: Difference[]) => Outcome,
): Promise<Outcome[]> {
  const title = basename(file, '-script.jsonl')
  const beside = (name: string) => join(dirname(file), name)
  const expected = readJsonLines<RecordedNode>(beside(`tree-${title}-nosession.jsonl`))
  const machine = await Machine.start(undefined, { args: modulesOf(expected) })
  try {
    const outcomes = [
      outcome(`${title}-script`, await replayWrites(machine, readJsonLines<ScriptLine>(file))),
    ]
    outcomes.push(outcome(`tree-${title}-nosession`, await compareTree(machine, expected)))
    for (const written of [`${title}-written.conf`, `${title}-written-nonkey.conf`]) {
      if (existsSync(beside(written)))
        outcomes.push(outcome(written, await compareConfiguration(machine, beside(written))))
    }
    if (existsSync(beside(`tree-${title}.jsonl`)))
      outcomes.push(...(await replaySessions(machine, beside, title, outcome)))
    return outcomes
  } finally {
    await machine.stop()
  }
}

/** The same state with the recorded initiators logged in. */
async function replaySessions(
  machine: Machine,
  beside: (name: string) => string,
  title: string,
  outcome: (what: string, differences: Difference[]) => Outcome,
): Promise<Outcome[]> {
  const expected = readJsonLines<RecordedNode>(beside(`tree-${title}.jsonl`))
  const sessions = await logInAsRecorded(machine.daemon.sysfs, expected)
  try {
    const outcomes = [outcome(`tree-${title}`, await compareTree(machine, expected, true))]
    const listing = beside(`${title}-list_sessions.json`)
    if (existsSync(listing))
      outcomes.push(outcome(`${title}-list_sessions`, await compareSessions(machine, listing)))
    return outcomes
  } finally {
    for (const session of sessions) session.kill()
  }
}

async function replayWrites(machine: Machine, lines: readonly ScriptLine[]): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const { path, write, errno } of lines) {
    if (path === undefined || write === undefined) continue
    const ours = await machine.daemon.sysfs.write(relativePath(path), write).then(
      () => '0',
      (error) => (error instanceof SysfsError ? error.code : String(error)),
    )
    differences.push(...unequal(`write ${JSON.stringify(write)} to ${path}`, String(errno), ours))
  }
  return differences
}

async function compareTree(
  machine: Machine,
  recorded: readonly RecordedNode[],
  traffic = false,
): Promise<Difference[]> {
  const { expected, actual } = comparableTrees(recorded, await machine.tree(), { removals: false, traffic })
  return unequal('tree', expected, actual)
}

async function compareConfiguration(machine: Machine, file: string): Promise<Difference[]> {
  await machine.scstadmin(['-write_config', 'ours.conf', ...(file.includes('nonkey') ? ['-nonkey'] : [])])
  return unequal(
    basename(file),
    canonicalConfiguration(readText(file)),
    canonicalConfiguration(readText(join(machine.directory, 'ours.conf'))),
  )
}

async function compareSessions(machine: Machine, file: string): Promise<Difference[]> {
  const recorded = readJson<RecordedRun>(file)
  return compareTexts(recorded, await machine.scstadmin(recorded.argv), recorded.argv.join(' ')).texts
}

/** The kernel modules whose handlers and drivers a recorded tree shows, as arguments of scstd. */
function modulesOf(nodes: readonly RecordedNode[]): string[] {
  const paths = new Set(nodes.map(({ path }) => path.slice(ROOT.length + 1)))
  const modules = MODULES.filter(([, sign]) => paths.has(sign)).map(([module]) => module)
  const isDaemonRunning = paths.has('targets/iscsi/enabled') || !paths.has('targets/iscsi')
  return ['--modules', modules.join(','), ...(isDaemonRunning ? [] : ['--no-login'])]
}

const MODULES: readonly (readonly [module: string, sign: string])[] = [
  ['scst', ''],
  ['scst_vdisk', 'handlers/vdisk_fileio'],
  ['scst_disk', 'handlers/dev_disk'],
  ['scst_cdrom', 'handlers/dev_cdrom'],
  ['scst_changer', 'handlers/dev_changer'],
  ['scst_modisk', 'handlers/dev_modisk'],
  ['scst_processor', 'handlers/dev_processor'],
  ['scst_raid', 'handlers/dev_raid'],
  ['scst_tape', 'handlers/dev_tape'],
  ['scst_user', 'handlers/scst_user'],
  ['iscsi-scst', 'targets/iscsi'],
  ['scst_local', 'targets/scst_local/mgmt'],
  ['scst_local add_default_tgt=1', 'targets/scst_local/scst_local_tgt'],
]
