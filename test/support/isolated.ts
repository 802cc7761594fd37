import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { REPOSITORY, run } from './programs.ts'
import { missing, NAMESPACES, type Need } from './requirements.ts'
import { temporaryDirectory } from './temporary.ts'

export interface IsolatedOptions {
  /** Needed beside namespaces. */
  readonly needs?: readonly Need[]
  /**
   * Runs outside, where the network is; answers a directory that shall be seen inside (`prepared()` names it there), or
   * why the tests cannot run here.
   */
  readonly prepare?: () => Promise<{ readonly directory: string } | { readonly skip: string }>
}

/** What `prepare` answered, inside. */
export const prepared = (): string => process.env.TSCST_PREPARED ?? ''

/**
 * Tests that want a machine of their own: the file runs once more in the world of test/oracle/world.sh (its disks,
 * addresses and empty /etc), where all of it may be changed.
 */
export function isolated(
  title: string,
  file: ImportMeta,
  tests: () => void,
  { needs = [], prepare }: IsolatedOptions = {},
): void {
  if (process.env.TSCST_ISOLATED === title) {
    tests()
    return
  }
  test(title, { skip: missing(...NAMESPACES, ...needs) }, async (context) => {
    const made = (await prepare?.()) ?? { directory: REPOSITORY }
    if ('skip' in made) return context.skip(made.skip)
    const { directory } = made
    const root = temporaryDirectory()
    const world = ['--mount', '--net', `${REPOSITORY}/test/oracle/world.sh`, root.path]
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), fileURLToPath(file.url)]
    const result = await run('unshare', [...world, `${REPOSITORY}:${directory}`, '--', ...program], {
      cwd: REPOSITORY,
      env: { TSCST_ISOLATED: title, TSCST_PREPARED: directory, NODE_TEST_CONTEXT: '' },
      seconds: 300,
    })
    root.remove()
    if (result.exit !== 0) throw new Error(failures(result.stdout) + result.stderr)
  })
}

/** What a report says of its failed tests. */
function failures(report: string): string {
  const start = report.search(/^(✖|not ok)/m)
  return report.slice(Math.max(0, start), start + 8000)
}
