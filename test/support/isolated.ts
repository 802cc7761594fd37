import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { REPOSITORY, run } from './programs.ts'
import { missing, NAMESPACES } from './requirements.ts'
import { temporaryDirectory } from './temporary.ts'

/**
 * Tests that want a machine of their own: the file runs once more in the world of test/oracle/world.sh (its disks,
 * addresses and empty /etc), where all of it may be changed.
 */
export function isolated(title: string, file: ImportMeta, tests: () => void): void {
  if (process.env.TSCST_ISOLATED === title) {
    tests()
    return
  }
  test(title, { skip: missing(...NAMESPACES) }, async () => {
    const root = temporaryDirectory()
    const world = ['--mount', '--net', `${REPOSITORY}/test/oracle/world.sh`, root.path, REPOSITORY, '--']
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), fileURLToPath(file.url)]
    const result = await run('unshare', [...world, ...program], {
      cwd: REPOSITORY,
      env: { TSCST_ISOLATED: title, NODE_TEST_CONTEXT: '' },
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
