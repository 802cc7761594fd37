import type { Terminal } from '../admin/terminal.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import { StandardTerminal } from './standard-terminal.ts'

/** What a command takes from the process that runs it. */
export interface Environment {
  readonly terminal: Terminal
  readonly env: NodeJS.ProcessEnv
  readonly uid: number
  /** The tree to work on, where it is at hand already. */
  readonly sysfs?: Sysfs
  /**
   * Tells when the run is to stop: behind the write it is doing, so that it can say what is not done. The listener
   * answers when the run knows.
   */
  onInterrupt?(listener: () => Promise<void>): void
}

/** So long a write may still take. */
const PATIENCE_MS = 1000

export function processEnvironment(): Environment {
  const terminal = new StandardTerminal()
  const abort = () => {
    terminal.out('\n\nAborting immediately.\n')
    process.exit(1)
  }
  return {
    terminal,
    env: process.env,
    uid: process.geteuid?.() ?? 0,
    onInterrupt: (listener) => {
      let count = 0
      const interrupt = () => {
        count++
        if (count > 1 || terminal.isWaiting) return abort()
        const timer = setTimeout(abort, PATIENCE_MS)
        void listener().then(() => clearTimeout(timer))
      }
      process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
    },
  }
}
