import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { REPOSITORY, type Run, run } from './programs.ts'
import { temporaryDirectory } from './temporary.ts'

/** Our daemon's program, run to its end; in the background that is when it serves. */
export const scstd = (...args: string[]): Promise<Run> =>
  run(process.execPath, [join(REPOSITORY, 'bin/scstd.js'), ...args], { seconds: 20 })

/** Files of a background daemon's own, and the options that say so. */
export function own() {
  const { path } = temporaryDirectory()
  const files = {
    socket: join(path, 'scstd.sock'),
    pidFile: join(path, 'scstd.pid'),
    logFile: join(path, 'scstd.log'),
  }
  const args = ['--socket', files.socket, '--pid-file', files.pidFile, '--log-file', files.logFile]
  return { ...files, args: [...args, '--portal', '127.0.0.1:0', '--state-directory', join(path, 'state')] }
}

/** The process that the file names; it ends with ours at the latest. */
export function pidIn(file: string): number {
  const pid = Number(readFileSync(file, 'utf8'))
  process.once('exit', () => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {} // it has ended
  })
  return pid
}

export async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(5)
}
