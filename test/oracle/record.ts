import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ByteString, toUnicode } from '../../src/lib/bytes.ts'
import { REPOSITORY, type Run } from '../support/programs.ts'
import { differenceOf } from './compare/tree.ts'
import { Machine } from './machine.ts'
import type { RecordedRun } from './recording.ts'

/**
 * Records our own cases of `fixtures/oracle` anew, from our own daemon, in the form of the others; what it writes is
 * to be read before it is committed. In a world of its own:
 * `mkdir W; unshare -mn test/oracle/world.sh $PWD/W $PWD -- node --import tsx $PWD/test/oracle/record.ts`
 */
const FIXTURES = join(REPOSITORY, 'fixtures/oracle')

interface Case {
  readonly pre: readonly string[]
  readonly steps: readonly Pick<RecordedRun, 'argv' | 'stdin'>[]
}

async function recordCase(folder: string): Promise<void> {
  const { pre, steps } = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as Case
  for (const name of ['written.conf', 'written-nonkey.conf', 'tree.jsonl', 'result.json']) {
    rmSync(join(folder, name), { force: true })
  }
  const machine = await Machine.start(folder)
  try {
    const before = []
    for (const conf of pre) before.push(await machine.scstadmin(['-config', conf, '-force', '-noprompt']))
    const runs = []
    for (const step of steps) runs.push(await recordRun(machine, step))
    const result = {
      ...{ pre: before.map(text), steps: runs },
      'write_written.conf': text(await machine.scstadmin(['-write_config', 'written.conf'])),
      'write_written-nonkey.conf': text(
        await machine.scstadmin(['-write_config', 'written-nonkey.conf', '-nonkey']),
      ),
    }
    writeFileSync(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
    for (const name of ['written.conf', 'written-nonkey.conf']) {
      writeFileSync(join(folder, name), readFileSync(join(machine.directory, name)))
    }
    const nodes = (await machine.tree()).filter(({ path }) => !path.includes('/sgv'))
    writeFileSync(join(folder, 'tree.jsonl'), nodes.map((node) => `${JSON.stringify(node)}\n`).join(''))
  } finally {
    await machine.stop()
  }
}

async function recordGroup(file: string): Promise<void> {
  const group = JSON.parse(readFileSync(file, 'utf8'))
  const machine = await Machine.start(join(file, '../confs'))
  try {
    for (const conf of group.setup)
      group.setup_result = text(await machine.scstadmin(['-config', conf, '-force', '-noprompt']))
    const records = []
    for (const [seq, record] of group.records.entries())
      records.push({ ...(await recordRun(machine, record)), seq })
    writeFileSync(file, `${JSON.stringify({ ...group, records }, null, 1)}\n`)
  } finally {
    await machine.stop()
  }
}

async function recordRun(
  machine: Machine,
  { argv, stdin }: Pick<RecordedRun, 'argv' | 'stdin'>,
): Promise<object> {
  const before = await machine.tree()
  const run = await machine.scstadmin(argv, stdin ?? '')
  const diff = differenceOf(before, await machine.tree())
  const isEmpty = diff.added?.length === 0 && diff.changed?.length === 0 && diff.removed?.length === 0
  const written = argv[0] === '-write_config' ? { written: contentOf(join(machine.directory, argv[1]!)) } : {}
  return { argv, stdin, ...text(run), ...written, ...(isEmpty ? {} : { tree_diff: diff }) }
}

const contentOf = (file: string): string => readFileSync(file, 'utf8')

const text = ({ exit, stdout, stderr }: Run): { exit: number; stdout: string; stderr: string } => ({
  exit,
  ...{ stdout: unicode(stdout), stderr: unicode(stderr) },
})

const unicode = (bytes: ByteString): string => toUnicode(bytes)

for (const name of readdirSync(join(FIXTURES, 'config'))) await recordCase(join(FIXTURES, 'config', name))
await recordGroup(join(FIXTURES, 'scstadmin/own.json'))
