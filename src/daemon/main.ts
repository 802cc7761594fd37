import { readFileSync } from 'node:fs'
import { reportStart, startInBackground } from './detach.ts'
import { readIniFile } from './ini-file.ts'
import { openLog } from './log.ts'
import { type CommandLine, parseCommandLine, usage } from './options.ts'
import { run } from './run.ts'
import { type DaemonSettings, readSettings, SettingError } from './settings.ts'

type RunLine = Extract<CommandLine, { action: 'run' }>

/** The whole of `scstd`. Resolves with the exit status; a daemon in the foreground resolves when it has ended. */
export async function main(argv: readonly string[]): Promise<number> {
  const line = parseCommandLine(argv)
  switch (line.action) {
    case 'help':
      process.stdout.write(usage())
      return 0
    case 'version':
      process.stdout.write(`scstd version ${version()}\n`)
      return 0
    case 'refuse':
      return complain(line.message)
    case 'run':
      return serve(line, argv)
  }
}

async function serve(line: RunLine, argv: readonly string[]): Promise<number> {
  let settings: DaemonSettings
  try {
    settings = readSettings(line.texts, readIniFile(line.ini))
  } catch (error) {
    if (error instanceof SettingError) return complain(error.message)
    throw error
  }
  if (!line.foreground) return startInBackground(argv)
  const file = settings.logFile ?? (line.detached ? settings.backgroundLog : undefined)
  try {
    const { log, reopen } = openLog({ level: settings.logLevel, file })
    await run(settings, { version: version(), log, reopen, background: line.detached })
    return 0
  } catch (error) {
    const { message } = error as Error
    if (line.detached) reportStart({ error: message })
    return line.detached ? 1 : complain(message)
  }
}

function complain(message: string): number {
  process.stderr.write(`scstd: ${message}\n`)
  return 1
}

/** Of the package; the file stands at its root, from sources as from the build. */
function version(): string {
  for (const up of ['../../', '../../../']) {
    try {
      return JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')).version
    } catch {}
  }
  return 'unknown'
}
