import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { formatBytes } from '../lib/units.ts'
import { defaultSocket } from '../sysfs/open.ts'
import { connectSysfs } from '../sysfs/socket.ts'
import type { DirectoryNode, Node, Sysfs } from '../sysfs/sysfs.ts'
import { parseValue } from '../sysfs/text.ts'

const DISK_BYTES = 2 ** 30
const FIRST_PORT = 3260
const START_WITHIN_MS = 10_000
/** Of the package, seen from dist/src/build. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** `npm start`: a disk that an initiator on this machine can use, from nothing. Resolves with the exit status. */
export async function quickstart(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      directory: { type: 'string', default: defaultDirectory() },
      address: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
    },
  })
  const { directory, address } = values
  const port = await freePort(address, Number(values.port ?? FIRST_PORT))
  const socket = process.env.SCST_SOCKET || defaultSocket()
  const daemon = startDaemon(directory, socket, `${address}:${port}`)
  const interrupted = untilInterrupted()
  try {
    const sysfs = await answering(daemon, socket)
    const status = await scstadmin(socket, '-config', prepareConfiguration(directory), '-noprompt')
    if (status !== 0) throw new Error(`scstadmin -config ended with ${status}`)
    // Ends with 1 for iscsi, as the original does, although it shows everything.
    await scstadmin(socket, '-list_drv_attr', 'iscsi')
    await show(sysfs, `${address}:${port}`, socket)
    sysfs.close()
    await Promise.race([interrupted, once(daemon, 'exit')])
    return (await stop(daemon)) ?? 1
  } catch (error) {
    console.error(`npm start: ${(error as Error).message}`)
    await stop(daemon)
    return 1
  }
}

const defaultDirectory = (): string =>
  join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'scst', 'quickstart')

/** The first port from `port` on that nobody listens on. */
async function freePort(address: string, port: number): Promise<number> {
  const server = createServer()
  try {
    server.listen(port, address)
    await once(server, 'listening')
    return port
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= 65535) throw error
    return freePort(address, port + 1)
  } finally {
    server.close()
  }
}

/** What the fixture says, with the disk in our directory; what stands there from an earlier run is kept. */
function prepareConfiguration(directory: string): string {
  const disk = join(directory, 'disk1.img')
  if (!existsSync(disk)) {
    const fd = openSync(disk, 'wx')
    ftruncateSync(fd, DISK_BYTES)
    closeSync(fd)
  }
  const copy = join(directory, 'scst.conf')
  if (!existsSync(copy)) {
    const fixture = readFileSync(join(ROOT, 'fixtures/quickstart/scst.conf'), 'utf8')
    writeFileSync(copy, fixture.replaceAll('@DIRECTORY@', directory))
  }
  return copy
}

function startDaemon(directory: string, socket: string, portal: string): ChildProcess {
  mkdirSync(directory, { recursive: true })
  const settings = ['--socket', socket, '--portal', portal, '--state-directory', join(directory, 'state')]
  // A group of its own: Ctrl-C reaches us, and we end it in good order.
  return spawn(process.execPath, [join(ROOT, 'bin/scstd.js'), '-f', ...settings], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
}

async function answering(daemon: ChildProcess, socket: string) {
  for (const end = Date.now() + START_WITHIN_MS; ; await sleep(20)) {
    if (daemon.exitCode !== null) throw new Error('scstd did not start')
    try {
      const sysfs = await connectSysfs(socket)
      // Another scstd may answer there; then ours is about to end.
      if ((await sysfs.hello()).pid === daemon.pid) return sysfs
      sysfs.close()
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}

async function scstadmin(socket: string, ...args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/scstadmin.js'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SCST_SOCKET: socket },
  })
  const [status] = await once(child, 'exit')
  return status
}

interface Lun {
  readonly target: string
  readonly lun: string
  readonly device: string
  readonly bytes: number
}

async function show(sysfs: Sysfs, portal: string, socket: string): Promise<void> {
  const luns = await mappedLuns(sysfs)
  const table = new Table({ head: ['Target', 'LUN', 'Device', 'Size'], style: { head: [], border: [] } })
  for (const { target, lun, device, bytes } of luns) table.push([target, lun, device, formatBytes(bytes)])
  const [first] = luns
  const target = first?.target ?? ''
  const url = `iscsi://${portal}/${target}/${first?.lun ?? 0}`
  console.log(`${table}

${url}

Connect, from this machine:
  iscsi-ls -s iscsi://${portal}
  qemu-img info ${url}
  sudo iscsiadm -m discovery -t sendtargets -p ${portal}
  sudo iscsiadm -m node -T ${target} -p ${portal} --login
Administer:
  SCST_SOCKET=${socket} node ${join(ROOT, 'bin/scstadmin.js')} -list_sessions

Ctrl-C ends it; the disk keeps its data.`)
}

/** The LUNs of the default groups, as the running tree has them. */
async function mappedLuns(sysfs: Sysfs): Promise<Lun[]> {
  const targets = entriesOf(await sysfs.snapshot('targets/iscsi')).filter(([, node]) => node.type === 'dir')
  const luns = targets.flatMap(([target, node]) =>
    entriesOf(child(node, 'luns'))
      .filter(([, lun]) => lun.type === 'dir')
      .map(([lun, node]) => ({ target, lun, device: deviceOf(node) })),
  )
  return Promise.all(
    luns.map(async (lun) => ({
      ...lun,
      bytes: Number(parseValue(await sysfs.read(`devices/${lun.device}/size`)).text),
    })),
  )
}

const entriesOf = (node: Node | undefined): [string, Node][] =>
  node?.type === 'dir' ? [...(node as DirectoryNode).entries] : []

const child = (node: Node, name: string): Node | undefined =>
  node.type === 'dir' ? node.entries.get(name) : undefined

function deviceOf(lun: Node): string {
  const link = child(lun, 'device')
  return link?.type === 'link' ? (link.target.split('/').at(-1) ?? '') : ''
}

const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })

/** Its exit status, once it has ended. */
async function stop(daemon: ChildProcess): Promise<number | null> {
  if (daemon.exitCode === null && daemon.signalCode === null) {
    daemon.kill('SIGTERM')
    await once(daemon, 'exit')
  }
  return daemon.exitCode
}
