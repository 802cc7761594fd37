import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { connectSysfs, type SocketSysfs } from '../../src/sysfs/socket.ts'
import { REPOSITORY, type Run, type RunOptions, scstadmin } from './programs.ts'
import { temporaryDirectory } from './temporary.ts'

/** An `scstd` of our own, in a process of its own, with what a test does to it. */
export interface Daemon {
  readonly pid: number
  readonly socket: string
  /** Its portals, as it says them. */
  readonly portals: readonly { readonly address: string; readonly port: number }[]
  /** Port of the first portal. */
  readonly port: number
  readonly sysfs: SocketSysfs
  /** All it wrote to standard error so far. */
  log(): string
  /** Settles when the log shows the text; rejects when the daemon ends before. */
  logged(text: string | RegExp): Promise<void>
  scstadmin(args: readonly string[], options?: RunOptions): Promise<Run>
  /** Ends it with SIGTERM; answers its exit status. */
  stop(signal?: NodeJS.Signals): Promise<number | string>
}

export interface DaemonOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Default: 127.0.0.1 on a free port. */
  readonly portals?: readonly string[]
  /** Where its control socket shall be; default: in a directory of its own. */
  readonly socket?: string
  /** Starts it by this program, which becomes it: the pid stays. */
  readonly within?: readonly string[]
}

const LISTENING = /listening on \[?([^\]\s"]+?)\]?:(\d+)/g
const LONGEST_START_MS = 20_000
const LONGEST_SILENCE_MS = 10_000

/** Starts scstd and waits until it answers. */
export async function startDaemon(options: DaemonOptions = {}): Promise<Daemon> {
  const directory = temporaryDirectory()
  const socket = options.socket ?? join(directory.path, 'scstd.sock')
  const portals = (options.portals ?? ['127.0.0.1:0']).flatMap((portal) => ['--portal', portal])
  const args = ['-f', '--socket', socket, ...portals, ...(options.args ?? [])]
  const command = [...(options.within ?? []), process.execPath, join(REPOSITORY, 'bin/scstd.js'), ...args]
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', SCST_PID_FILE: '', ...options.env },
  })
  const output = collect(child)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const sysfs = await connected(child, socket, output)
  const listening = [...output.text().matchAll(LISTENING)].map(([, address, port]) => ({
    address: address!,
    port: Number(port),
  }))
  return {
    pid: child.pid!,
    socket,
    portals: listening,
    port: listening[0]?.port ?? 0,
    sysfs,
    log: output.text,
    logged: (text) => output.shows(text),
    scstadmin: (words, runOptions) =>
      scstadmin(words, { ...runOptions, env: { SCST_SOCKET: socket, ...runOptions?.env } }),
    async stop(signal = 'SIGTERM') {
      sysfs.close()
      const ended = child.exitCode ?? child.signalCode ?? (await end(child, signal))
      process.off('exit', kill)
      directory.remove()
      return ended
    },
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  child.kill(signal)
  const [code, killer] = await once(child, 'exit')
  return code ?? killer
}

/** Tries until the socket answers; the daemon's own words when it ended instead. */
async function connected(child: ChildProcess, socket: string, output: Output): Promise<SocketSysfs> {
  const deadline = Date.now() + LONGEST_START_MS
  for (;;) {
    try {
      return await connectSysfs(socket)
    } catch (cause) {
      const ended = child.exitCode !== null || child.signalCode !== null
      if (ended || Date.now() > deadline) {
        child.kill('SIGKILL')
        throw new Error(`scstd did not start (${ended ? 'ended' : 'silent'}):\n${output.text()}`, { cause })
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

interface Output {
  text(): string
  shows(wanted: string | RegExp): Promise<void>
}

function collect(child: ChildProcess): Output {
  let text = ''
  const waiting = new Set<() => void>()
  const add = (chunk: Buffer) => {
    text += chunk.toString('latin1')
    for (const look of waiting) look()
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return {
    text: () => text,
    shows: (wanted) =>
      new Promise((resolve, reject) => {
        const give = (why: string) => () => {
          waiting.delete(look)
          reject(new Error(`scstd ${why} before it logged ${wanted}:\n${text}`))
        }
        const timer = setTimeout(give('was silent for ten seconds'), LONGEST_SILENCE_MS)
        const look = () => {
          if (!(typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        child.once('exit', give('ended'))
        look()
      }),
  }
}
