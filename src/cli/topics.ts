import { LEGACY_OPTIONS } from './legacy-options.ts'

/** Commands that have no classic option. */
const OWN = ['completion', 'help', 'import', 'mount', 'secret', 'status', 'sysfs']

/** First words of commands. A command line that begins otherwise is a classic one. */
export const TOPICS: ReadonlySet<string> = new Set([
  ...OWN,
  ...LEGACY_OPTIONS.flatMap(({ command }) => command?.split(' ', 1) ?? []),
])
