import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, startDaemon } from './daemon.ts'
import { REPOSITORY, type Run, run } from './programs.ts'

/** Where programs made for a kernel SCST look. */
export const SYSFS = '/sys/kernel/scst_tgt'

/**
 * A machine as those programs find one: `scstadmin` in the path, the tree at its place, the daemon on its standard
 * socket and port. For tests in a world of their own (`isolated`).
 */
export interface Box {
  readonly daemon: Daemon
  /** Runs a script with bash; answers all it said. */
  shell(script: string): Promise<Run>
  /** Runs a script that must succeed; its standard output. */
  good(script: string): Promise<string>
  stop(): Promise<unknown>
}

const SOCKET = '/run/scst/scstd.sock'
const PROGRAMS = '/tmp/programs'

export async function startBox({ mounted = true, args = [] as readonly string[] } = {}): Promise<Box> {
  mkdirSync(PROGRAMS, { recursive: true })
  mkdirSync('/run/scst', { recursive: true })
  symlinkSync(join(REPOSITORY, 'bin/scstadmin.js'), join(PROGRAMS, 'scstadmin'))
  if (mounted) {
    assert.equal((await run('mount', ['-t', 'tmpfs', 'kernel', '/sys/kernel'])).exit, 0)
    mkdirSync(SYSFS)
  }
  const daemon = await startDaemon({
    portals: [],
    socket: SOCKET,
    args: [...(mounted ? ['--mount', SYSFS] : []), ...args],
  })
  const env = { PATH: `${PROGRAMS}:${process.env.PATH}`, SCST_SOCKET: SOCKET, SYSFS, NODE_EXTRA_CA_CERTS: '' }
  const shell = (script: string) => run('bash', ['-c', script], { env, cwd: '/tmp' })
  return {
    daemon,
    shell,
    async good(script) {
      const result = await shell(script)
      assert.equal(result.exit, 0, `${script}\n${result.stdout}${result.stderr}`)
      return result.stdout
    },
    stop: () => daemon.stop(),
  }
}
