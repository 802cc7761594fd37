import { fromUnicode } from '../lib/bytes.ts'
import { ownArguments } from './arguments.ts'
import { processEnvironment } from './environment.ts'
import { parseOptions } from './getopt.ts'
import { LEGACY_OPTIONS } from './legacy-options.ts'
import { scstadmin } from './main.ts'
import { TOPICS } from './topics.ts'

// What bin/scstadmin.js loads: everything that classic options need, and nothing of oclif.

/** Whether the command line is for oclif: to the original a plain word is nothing, whatever it is. */
export function isCommand(argv: readonly string[] = process.argv, env = process.env): boolean {
  const [, , first = '', second = ''] = argv
  if (!TOPICS.has(first) || asksForOperation(second)) return false
  return (
    env.SCST_COMPAT !== 'strict' ||
    parseOptions(LEGACY_OPTIONS, argv.slice(3)).values.get('compat') === 'default'
  )
}

function asksForOperation(word: string): boolean {
  const { values } = parseOptions(LEGACY_OPTIONS, [word, ''])
  return LEGACY_OPTIONS.some(({ name, command }) => command !== undefined && values.has(name.toLowerCase()))
}

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
