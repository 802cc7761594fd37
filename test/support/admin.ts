import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyConfiguration } from '../../src/admin/apply.ts'
import { drive } from '../../src/admin/drive.ts'
import { Run, type RunOptions, statusOf } from '../../src/admin/run.ts'
import type { Steps } from '../../src/admin/step.ts'
import { MemoryTerminal } from '../../src/admin/terminal.ts'
import { type ByteString, toBuffer } from '../../src/lib/bytes.ts'
import type { Sysfs } from '../../src/sysfs/sysfs.ts'

/** How a run ended and what it said. */
export interface Ran {
  readonly status: number
  readonly stdout: ByteString
  readonly stderr: ByteString
}

export type Options = Partial<RunOptions> & { readonly input?: ByteString }

/** An operation of scstadmin on a tree, without prompts unless `input` answers them. */
export async function runOn(
  sysfs: Sysfs,
  operation: (run: Run) => Promise<number>,
  { input, ...options }: Options = {},
): Promise<Ran> {
  const terminal = new MemoryTerminal(input)
  const run = new Run(sysfs, terminal, {
    compatibility: 'default',
    noPrompt: input === undefined,
    ...options,
  })
  const status = await statusOf(() => operation(run))
  return { status, stdout: terminal.stdout, stderr: terminal.stderr }
}

/** Steps alone, on a tree read before. */
export const stepsOn = (
  sysfs: Sysfs,
  steps: (run: Run) => Steps<unknown>,
  options: Options = {},
): Promise<Ran> =>
  runOn(
    sysfs,
    async (run) => {
      await run.collect()
      const answer = await run.perform(steps(run))
      return typeof answer === 'number' ? answer : 0
    },
    options,
  ).then((ran) => ({ ...ran, stdout: ran.stdout.replace(BANNER, '') }))

const BANNER = '\nCollecting current configuration: done.\n\n'

/** `-config` of a text; what is said from "Applying" on, where it comes to that. */
export async function apply(sysfs: Sysfs, text: ByteString, options: Options = {}): Promise<Ran> {
  return await withFile(text, async (file) => {
    const ran = await runOn(sysfs, (run) => applyConfiguration(run, file), options)
    const start = ran.stdout.indexOf('-> Applying configuration.\n')
    return {
      ...ran,
      stdout: start < 0 ? ran.stdout : ran.stdout.slice(start + '-> Applying configuration.\n'.length),
    }
  })
}

/** N of `Done, N change(s) made.` */
export const changesOf = ({ stdout }: Ran): number | undefined => {
  const match = /Done, (\d+) change/.exec(stdout)
  return match ? Number(match[1]) : undefined
}

export async function withFile<T>(text: ByteString, use: (file: ByteString) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'tscst-'))
  const file = join(directory, 'scst.conf')
  writeFileSync(file, toBuffer(text))
  try {
    return await use(file)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Steps with answers given by hand; what they wanted done comes back. */
export async function dry<T>(
  steps: Steps<T>,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<{ wanted: unknown[]; result: T }> {
  const wanted: unknown[] = []
  const result = await drive(steps, (step) => {
    wanted.push(step)
    return answers[step.kind]
  })
  return { wanted, result }
}
