import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ByteString } from '../../src/lib/bytes.ts'
import type { Run } from '../support/programs.ts'
import { isHelp, optionsOf } from './compare/help.ts'
import { canonicalStderr } from './compare/stderr.ts'
import { canonicalStdout, upToFatal } from './compare/stdout.ts'
import { comparableDiffs, differenceOf } from './compare/tree.ts'
import { canonicalConfiguration } from './compare/written.ts'
import type { Difference } from './difference.ts'
import type { Machine } from './machine.ts'
import { type RecordedNode, type RecordedRun, readText } from './recording.ts'

/** What stood where before a command ran. */
export interface Before {
  readonly tree: readonly RecordedNode[]
  readonly files: ReadonlyMap<string, number>
}

export async function before(machine: Machine): Promise<Before> {
  return { tree: await machine.tree(), files: filesOf(machine.directory) }
}

/** Runs a recorded command and answers where ours parts from it, and the tree behind it. */
export async function replayRun(
  machine: Machine,
  recorded: RecordedRun,
  what: string,
  was: Before,
  /** Without a recorded difference: nothing changed, or nobody looked. */
  options: { readonly diffAlways: boolean } = { diffAlways: true },
): Promise<{ differences: Difference[]; now: Before; cutShort: string | undefined }> {
  const ours = await machine.scstadmin(recorded.argv, recorded.stdin ?? '')
  const now = await before(machine)
  const { texts, cutShort } = compareTexts(recorded, ours, what)
  const diffs = comparableDiffs(
    without(cutShort, recorded.tree_diff ?? {}),
    without(cutShort, differenceOf(was.tree, now.tree)),
  )
  return {
    differences: [
      ...texts,
      ...(recorded.tree_diff === undefined && !options.diffAlways
        ? []
        : unequal(`tree_diff of ${what}`, diffs.expected, diffs.actual)),
      ...compareWritten(recorded, was, now, machine.directory, what),
    ],
    now,
    cutShort,
  }
}

/** Standard output and error, and exit status. */
export function compareTexts(
  recorded: Pick<RecordedRun, 'exit' | 'stdout' | 'stderr'>,
  ours: Run,
  what: string,
): { texts: Difference[]; cutShort: string | undefined } {
  const stdout = compareStdout(recorded.stdout, ours.stdout)
  return {
    texts: [
      ...unequal(`stdout of ${what}`, stdout.expected, stdout.actual),
      ...unequal(`stderr of ${what}`, canonicalStderr(recorded.stderr), canonicalStderr(ours.stderr)),
      ...unequal(`exit status of ${what}`, String(recorded.exit), String(ours.exit)),
    ],
    cutShort: stdout.cutShort,
  }
}

/** `cutShort` names the object whose attributes were being set, in hash order, when a FATAL ended the run. */
function compareStdout(
  recorded: ByteString,
  ours: ByteString,
): { expected: ByteString; actual: ByteString; cutShort: string | undefined } {
  const view = isHelp(recorded) ? optionsOf : canonicalStdout
  const whole = { expected: view(recorded), actual: view(ours), cutShort: undefined }
  const cut = { theirs: upToFatal(recorded), ours: upToFatal(ours) }
  if (whole.expected === whole.actual || cut.theirs === undefined || cut.ours === undefined) return whole
  return { expected: cut.theirs.text, actual: cut.ours.text, cutShort: cut.theirs.object }
}

export const unequal = (what: string, expected: ByteString, actual: ByteString): Difference[] =>
  expected === actual ? [] : [{ what, expected, actual }]

/** A run that a FATAL cut short has set some attributes of the object and not others: which is free. */
function without<T extends RecordedRun['tree_diff'] & object>(object: string | undefined, diff: T): T {
  const directory = object === undefined ? undefined : directoryOf(object)
  if (directory === undefined) return diff
  const isOther = (path: ByteString) =>
    !path.startsWith(directory) || path.indexOf('/', directory.length) >= 0
  return {
    ...diff,
    added: diff.added?.filter(({ path }) => isOther(path)),
    changed: diff.changed?.filter(({ path }) => isOther(path)),
    removed: diff.removed?.filter(isOther),
  }
}

const DIRECTORIES: Readonly<Record<string, string>> = {
  'driver/target': 'targets/',
  driver: 'targets/',
  device: 'devices/',
}

/** `driver/target 'iscsi/iqn…'` → `/sys/kernel/scst_tgt/targets/iscsi/iqn…/` */
export function directoryOf(object: string): string | undefined {
  const [, kind, name] = /^(.*) '(.*)'$/s.exec(object) ?? []
  const folder = DIRECTORIES[kind ?? '']
  return folder === undefined ? undefined : `/sys/kernel/scst_tgt/${folder}${name}/`
}

/** The file that the command wrote: one named by an argument and changed since. */
function compareWritten(
  recorded: RecordedRun,
  was: Before,
  now: Before,
  directory: string,
  what: string,
): Difference[] {
  if (recorded.written === undefined || recorded.written === null) return []
  const file = recorded.argv
    .map((word) => join(directory, '.', word))
    .find((path) => now.files.get(path) !== was.files.get(path))
  const outside = recorded.argv.find((word) => word.startsWith('/'))
  const path = file ?? outside
  const ours = path === undefined ? 'no file was written' : canonicalConfiguration(readText(path))
  return unequal(`file written by ${what}`, canonicalConfiguration(recorded.written), ours)
}

function filesOf(directory: string): Map<string, number> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return new Map(names.map((name) => [join(directory, name), statSync(join(directory, name)).mtimeMs]))
}
