import { run } from '../support/programs.ts'

/** What one test of libiscsi's suite came to. */
export type Verdict = 'pass' | 'skip' | 'fail' | 'time-out' | 'client crash'

export interface TestResult {
  /** `Family.Test` */
  readonly name: string
  readonly verdict: Verdict
  /** What the suite had to say of it: assertions, reasons for skipping. */
  readonly says: readonly string[]
}

const LONGEST_SECONDS = 300

/** Every test that this iscsi-test-cu has. */
export async function testNames(): Promise<string[]> {
  const { stdout } = await run('iscsi-test-cu', ['--list'])
  return [...stdout.matchAll(/^ALL\.([^.\s]+\.[^.\s]+)$/gm)].map(([, name]) => name!)
}

/** One test in a process of its own; the last URLs are further paths to the same unit. */
export async function runTest(name: string, urls: readonly string[]): Promise<TestResult> {
  const args = ['--dataloss', '--allow-sanitize', '--Verbose-scsi', '-t', `ALL.${name}`, ...urls]
  const { exit, stdout, stderr } = await run('iscsi-test-cu', args, { seconds: LONGEST_SECONDS })
  const text = stdout + stderr
  return { name, verdict: verdictOf(exit, text), says: remarks(text) }
}

const KILLED = 128 + 9

/**
 * CUnit counts a test that skipped itself as passed: only its lines tell. A line of its own, `FAILED`, is a failure; in
 * brackets it may be a command that was allowed to fail.
 */
export function verdictOf(exit: number, text: string): Verdict {
  if (exit === KILLED) return 'time-out'
  if (exit > 128) return 'client crash'
  const [, ran = '0', passed = '0'] = /^\s*tests\s+\d+\s+(\d+)\s+(\d+)/m.exec(text) ?? []
  if (ran === '0' || passed !== ran) return 'fail'
  return /\[SKIPPED\]/.test(text) ? 'skip' : 'pass'
}

/** The failed assertions, else why it was skipped. */
function remarks(text: string): string[] {
  const failed = [...text.matchAll(/^\s+\d+\. (\S+:\d+\s+- .*?)(?:\s{4}.*)?$/gm)].map(([, line]) =>
    line!.trim(),
  )
  const skipped = [...text.matchAll(/\[SKIPPED\] (.*)$/gm)].map(([, line]) => line!.trim())
  return [...new Set(failed.length > 0 ? failed : skipped)]
}
