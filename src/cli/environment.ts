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
  /** Tells when the run is to stop: behind the write it is doing, so that it can say what is not done. */
  onInterrupt?(listener: () => void): void
}

export function processEnvironment(): Environment {
  const terminal = new StandardTerminal()
  return {
    terminal,
    env: process.env,
    uid: process.geteuid?.() ?? 0,
    onInterrupt: (listener) => {
      let count = 0
      const interrupt = () => {
        count++
        if (count === 1 && !terminal.isWaiting) return listener()
        terminal.out('\n\nAborting immediately.\n')
        process.exit(1)
      }
      process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
    },
  }
}
