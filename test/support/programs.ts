import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ByteString, fromBuffer, toBuffer } from '../../src/lib/bytes.ts'

export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface Run {
  readonly exit: number
  readonly stdout: ByteString
  readonly stderr: ByteString
}

export interface RunOptions {
  readonly stdin?: ByteString
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Ends the program when it takes longer. */
  readonly seconds?: number
}

/** Runs a program to its end. A program that a signal ended has exit status 128 and more, as in a shell. */
export function run(
  command: string,
  args: readonly ByteString[],
  { stdin = '', cwd, env, seconds = 120 }: RunOptions = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args.map(fromArgument), {
      cwd,
      env: { ...process.env, ...env },
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdin.on('error', () => {}) // a program need not read all of its input
    child.stdin.end(toBuffer(stdin))
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({
        exit: code ?? 128 + (signal === 'SIGKILL' ? 9 : 15),
        stdout: fromBuffer(Buffer.concat(stdout)),
        stderr: fromBuffer(Buffer.concat(stderr)),
      }),
    )
  })
}

/** Node passes arguments as UTF-8 only; bytes that are no UTF-8 cannot be given by it. */
const fromArgument = (argument: ByteString): string => Buffer.from(argument, 'latin1').toString('utf8')

/** Our own command line program. */
export const scstadmin = (args: readonly ByteString[], options?: RunOptions): Promise<Run> =>
  run(process.execPath, [join(REPOSITORY, 'bin/scstadmin.js'), ...args], {
    ...options,
    env: { NODE_EXTRA_CA_CERTS: '', ...options?.env },
  })
