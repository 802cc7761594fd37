import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import type { Config } from '@oclif/core'
import { MemoryTerminal } from '../../src/admin/terminal.ts'
import type { BaseCommand } from '../../src/cli/base-command.ts'
import { commandConfig } from '../../src/cli/commands.ts'
import type { Environment } from '../../src/cli/environment.ts'
import { scstadmin } from '../../src/cli/main.ts'
import { Scst } from '../../src/core/scst.ts'
import { fromUnicode } from '../../src/lib/bytes.ts'
import { silent } from '../../src/lib/log.ts'
import type { Sysfs } from '../../src/sysfs/sysfs.ts'
import { loadModules } from '../../src/tree/modules.ts'
import { Tree } from '../../src/tree/tree.ts'
import { REPOSITORY } from './programs.ts'

/** What a command said and how it ended. */
export interface Said {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

export type Writes = readonly (readonly [path: string, text: string])[]

/** A live tree of its own, with some writes done. */
export async function liveTree(
  writes: Writes = [],
): Promise<{ readonly tree: Tree; close(): Promise<void> }> {
  const scst = new Scst({ log: silent, stateDirectory: fromUnicode(tmpdir()) })
  const { iscsi } = loadModules(scst)
  if (iscsi) iscsi.openState = 'open'
  const tree = new Tree(scst)
  for (const [path, text] of writes) await tree.write(path, text)
  return { tree, close: async () => scst.close() }
}

/** Two null disks, a target with a LUN, and a group with a LUN and an initiator. */
export const SAMPLE: Writes = [
  ['handlers/vdisk_nullio/mgmt', 'add_device n1 size_mb=1'],
  ['handlers/vdisk_nullio/mgmt', 'add_device n2 size_mb=2'],
  ['targets/iscsi/mgmt', 'add_target iqn.a'],
  ['targets/iscsi/iqn.a/luns/mgmt', 'add n1 0'],
  ['targets/iscsi/iqn.a/ini_groups/mgmt', 'create g'],
  ['targets/iscsi/iqn.a/ini_groups/g/luns/mgmt', 'add n2 0'],
  ['targets/iscsi/iqn.a/ini_groups/g/initiators/mgmt', 'add iqn.i'],
]

/** A device group with a device, and a target group with a target, on top of the sample. */
export const GROUPED: Writes = [
  ...SAMPLE,
  ['device_groups/mgmt', 'create dg'],
  ['device_groups/dg/devices/mgmt', 'add n1'],
  ['device_groups/dg/target_groups/mgmt', 'create tg'],
  ['device_groups/dg/target_groups/tg/mgmt', 'add iqn.b'],
]

interface Circumstances {
  readonly stdin?: string
  readonly env?: Record<string, string>
  readonly uid?: number
}

const environmentOf = (sysfs: Sysfs, terminal: MemoryTerminal, { env, uid }: Circumstances): Environment => ({
  terminal,
  sysfs,
  env: env ?? {},
  uid: uid ?? 0,
})

/** Runs a classic command line. */
export async function runClassic(
  sysfs: Sysfs,
  argv: readonly string[],
  circumstances: Circumstances = {},
): Promise<Said> {
  const terminal = new MemoryTerminal(circumstances.stdin)
  const status = await scstadmin(argv.map(fromUnicode), environmentOf(sysfs, terminal, circumstances))
  return { stdout: terminal.stdout, stderr: terminal.stderr, status }
}

type CommandClass = new (argv: string[], config: Config) => BaseCommand

/** Runs a command as oclif does, without looking for it. */
export async function runCommand(
  Command: CommandClass,
  sysfs: Sysfs,
  argv: readonly string[],
  circumstances: Circumstances = {},
): Promise<Said> {
  const terminal = new MemoryTerminal(circumstances.stdin)
  const module = { root: REPOSITORY, target: './test/support/some-commands.ts', version: '0.0.0' }
  const config = await commandConfig(module, environmentOf(sysfs, terminal, circumstances))
  const status = await new Command(argv.map(fromUnicode), config).run()
  return { stdout: terminal.stdout, stderr: terminal.stderr, status }
}

export const lines = (...texts: string[]): string => texts.map((text) => `${text}\n`).join('')

/** What stands behind the banner, up to the end of a run that ends early. */
export const begun = (text: string): string => `\nCollecting current configuration: done.\n\n${text}`

/** What a query prints around its answer. */
export const answered = (text: string): string => begun(`${text}\nAll done.\n`)

/** What a change prints around its lines. */
export const changed = (text: string, end = 'Done.'): string =>
  answered(`\n-> Making requested changes.\n${text}\t-> ${end}\n`)

export interface CommandCase {
  /** What is there before. */
  readonly writes?: Writes
  /** Words; those with blanks in double quotes. */
  readonly argv: string
  /** The same as classic options: must say and do the same. */
  readonly classic?: string
  readonly stdin?: string
  readonly stdout: string
  readonly stderr?: string
  readonly status?: number
  /** Attributes and what they read afterwards. */
  readonly reads?: Readonly<Record<string, string>>
}

/** Each case on a tree of its own, once as command and once as classic options. */
export function testCommand(Command: CommandClass, cases: Readonly<Record<string, CommandCase>>): void {
  for (const [title, wanted] of Object.entries(cases)) {
    test(title, async () => {
      await play(wanted, (tree) => runCommand(Command, tree, words(wanted.argv), wanted))
      const { classic } = wanted
      if (classic !== undefined) await play(wanted, (tree) => runClassic(tree, words(classic), wanted))
    })
  }
}

const words = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain!)

async function play(wanted: CommandCase, run: (tree: Tree) => Promise<Said>): Promise<void> {
  const { tree, close } = await liveTree(wanted.writes)
  try {
    assert.deepEqual(await run(tree), {
      stdout: wanted.stdout,
      stderr: wanted.stderr ?? '',
      status: wanted.status ?? 0,
    })
    for (const [path, text] of Object.entries(wanted.reads ?? {})) assert.equal(await tree.read(path), text)
  } finally {
    await close()
  }
}
