import { fromUnicode } from '../lib/bytes.ts'
import { ownArguments } from './arguments.ts'
import { processEnvironment } from './environment.ts'
import { scstadmin } from './main.ts'
import { TOPICS } from './topics.ts'

// What bin/scstadmin.js loads: everything that classic options need, and nothing of oclif.

/** Whether the command line is for oclif. */
export const isCommand = (argv: readonly string[] = process.argv): boolean => TOPICS.has(argv[2] ?? '')

/** Runs a classic command line to its end and that of the process. */
export async function runClassic(): Promise<never> {
  const environment = processEnvironment()
  try {
    // Everything has been written when the status is known, and nobody waits for what may still be open.
    process.exit(await scstadmin(ownArguments(), environment))
  } catch (error) {
    environment.terminal.err(fromUnicode(`${explain(error)}\n`))
    process.exit(1)
  }
}

/** A daemon that went away is told in a line; a fault of ours with the place where it happened. */
const explain = (error: unknown): string =>
  error instanceof Error && error.constructor === Error
    ? `scstadmin: ${error.message}`
    : String((error as Error).stack)
