import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectSysfs, type SocketSysfs } from '../../../src/sysfs/socket.ts'
import { REPOSITORY } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'
import type { Order, Outcome } from './client.ts'
import { ACCOUNT, TARGET_ACCOUNT, TARGETS } from './names.ts'

/** A daemon under test and the initiators that talk to it, each in a process of its own. */
export interface Subject {
  readonly pid: number
  readonly port: number
  readonly sysfs: SocketSysfs
  /** Why it ended, if it did. */
  ended(): string | undefined
  play(order: Omit<Order, 'port'>): Promise<Outcome>
  /** What it logged since it was asked last. */
  log(): string
  stop(): Promise<void>
}

const START_MS = 20000

export async function startSubject(): Promise<Subject> {
  const directory = temporaryDirectory()
  const socket = join(directory.path, 'scstd.sock')
  const log = join(directory.path, 'log')
  writeFileSync(log, '')
  const args = ['-f', '--socket', socket, '--portal', '127.0.0.1:0', '--log-file', log, '--allow-sanitize']
  const daemon = spawn(
    process.execPath,
    [join(REPOSITORY, 'bin/scstd.js'), ...args, '--state-directory', directory.path],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, SCST_PID_FILE: '' },
    },
  )
  const client = fork(join(import.meta.dirname, 'worker.ts'), { execArgv: ['--import', 'tsx'] })
  process.once('exit', () => daemon.kill('SIGKILL'))
  let ended: string | undefined
  daemon.once('exit', (code, signal) => {
    ended = `scstd ended with ${code ?? signal}`
  })
  const sysfs = await reach(socket, () => ended)
  const port = Number(/listening on [^"]*:(\d+)/.exec(readFileSync(log, 'latin1'))?.[1])
  await configure(sysfs, directory.path)
  return {
    pid: daemon.pid!,
    port,
    sysfs,
    ended: () => ended,
    play: (order) => ask(client, { ...order, port }),
    log: () => {
      const text = readFileSync(log, 'latin1')
      truncateSync(log)
      return text
    },
    async stop() {
      client.disconnect()
      sysfs.close()
      if (ended === undefined) {
        daemon.kill()
        await once(daemon, 'exit')
      }
      directory.remove()
    },
  }
}

async function ask(client: ChildProcess, order: Order): Promise<Outcome> {
  client.send(order)
  const [outcome] = await once(client, 'message')
  return outcome as Outcome
}

async function reach(socket: string, ended: () => string | undefined): Promise<SocketSysfs> {
  for (const deadline = Date.now() + START_MS; ; ) {
    try {
      return await connectSysfs(socket)
    } catch (error) {
      if (ended() !== undefined || Date.now() > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Bytes of each disk. */
const SIZE = 1048576

/** Devices by target and LUN. Some are shared, none by the bystander. */
const LUNS: readonly (readonly [target: keyof typeof TARGETS, lun: number, device: string])[] = [
  ['wild', 0, 'disk'],
  ['wild', 1, 'null'],
  ['wild', 2, 'thin'],
  ['wild', 3, 'disk'],
  ['wild', 4, 'fixed'],
  ['wild', 5, 'cd'],
  ['sound', 0, 'sound'],
  ['sound', 1, 'asound'],
  ['accounts', 0, 'null'],
  ['bystander', 0, 'bystander'],
]

async function configure(sysfs: SocketSysfs, directory: string): Promise<void> {
  const write = (path: string, text: string) => sysfs.write(path, text)
  for (const name of ['disk', 'thin', 'fixed', 'cd', 'sound', 'asound', 'bystander']) {
    writeFileSync(join(directory, name), Buffer.alloc(SIZE))
  }
  const file = (name: string, more = '') =>
    write('handlers/vdisk_fileio/mgmt', `add_device ${name} filename=${directory}/${name}${more}`)
  await file('disk')
  await file('thin', ';thin_provisioned=1')
  await file('fixed', ';read_only=1')
  await file('sound')
  await file('asound', ';async=1')
  await file('bystander')
  await write('handlers/vdisk_nullio/mgmt', 'add_device null size_mb=1048576')
  await write('handlers/vcdrom/mgmt', 'add_device cd')
  await write('devices/cd/filename', `${directory}/cd`)
  for (const name of Object.values(TARGETS)) {
    await write('targets/iscsi/mgmt', `add_target ${name}`)
    for (const digest of ['HeaderDigest', 'DataDigest']) {
      await write(`targets/iscsi/${name}/${digest}`, 'CRC32C,None')
    }
  }
  const accounts = TARGETS.accounts
  await write(
    'targets/iscsi/mgmt',
    `add_target_attribute ${accounts} IncomingUser ${ACCOUNT.user} ${ACCOUNT.secret}`,
  )
  await write(
    'targets/iscsi/mgmt',
    `add_target_attribute ${accounts} OutgoingUser ${TARGET_ACCOUNT.user} ${TARGET_ACCOUNT.secret}`,
  )
  for (const [target, lun, device] of LUNS) {
    await write(`targets/iscsi/${TARGETS[target]}/luns/mgmt`, `add ${device} ${lun}`)
  }
  for (const name of Object.values(TARGETS)) await write(`targets/iscsi/${name}/enabled`, '1')
  await write('targets/iscsi/enabled', '1')
}
