import { spawn } from 'node:child_process'

/** What the background process tells the one that started it. */
export type StartReport = { readonly started: true } | { readonly error: string }

/**
 * Starts this program again in a session of its own and waits until it listens.
 * Resolves with the exit status for the caller: 0 once the child serves.
 */
export function startInBackground(argv: readonly string[]): Promise<number> {
  const program = process.argv[1]!
  const child = spawn(process.execPath, [...process.execArgv, program, ...argv, '--detached'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr?.pipe(process.stderr, { end: false })
  return new Promise((resolve) => {
    const finish = (status: number): void => {
      if (child.connected) child.disconnect()
      child.stderr?.destroy()
      child.unref()
      resolve(status)
    }
    child.on('message', (report: StartReport) => {
      if ('error' in report) process.stderr.write(`scstd: ${report.error}\n`)
      finish('error' in report ? 1 : 0)
    })
    child.on('exit', (status) => finish(status || 1))
    child.on('error', (error) => {
      process.stderr.write(`scstd: ${error.message}\n`)
      finish(1)
    })
  })
}

/** Called in the child: the caller's terminal and directory are let go. */
export function reportStart(report: StartReport): void {
  process.chdir('/')
  // The pipe ends with the parent; what a library prints later must not end us.
  process.stderr.on('error', () => {})
  process.send?.(report, () => process.disconnect?.())
}
