import { ownArguments } from './arguments.ts'
import { processEnvironment } from './environment.ts'
import { scstadmin } from './main.ts'
import { TOPICS } from './topics.ts'

// What bin/scstadmin.js loads: everything that classic options need, and nothing of oclif.

/** Whether the command line is for oclif. */
export const isCommand = (argv: readonly string[] = process.argv): boolean => TOPICS.has(argv[2] ?? '')

/** Runs a classic command line to its end and that of the process. */
export async function runClassic(): Promise<never> {
  // Everything has been written when the status is known, and nobody waits for what may still be open.
  process.exit(await scstadmin(ownArguments(), processEnvironment()))
}

export { scstadmin }
