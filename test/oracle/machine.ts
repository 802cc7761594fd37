import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteString } from '../../src/lib/bytes.ts'
import { type Daemon, type DaemonOptions, startDaemon } from '../support/daemon.ts'
import type { Run } from '../support/programs.ts'
import { run } from '../support/programs.ts'
import { recordedNodes } from './nodes.ts'
import type { RecordedNode } from './recording.ts'

const MiB = 1 << 20

/** The ordinary files of the recordings' machine (world.sh makes them) and their sizes in MiB. */
const FILES: Readonly<Record<string, number>> = {
  '/disk1': 64,
  '/disk2': 64,
  '/disk3': 32,
  '/disk4': 128,
  '/cdrom1.iso': 4,
  '/isos/install.iso': 6,
  '/vdisks/vol1.img': 16,
}
const BLOCK_DEVICES = ['/dev/sda5', '/dev/sdb1', '/dev/vg0-lv0', '/dev/vg0-lv1']

/** Hosts whose iSNS port is open and silent. */
const ISNS_HOSTS = ['127.0.0.1', '192.168.1.16', '10.99.0.5']
const ISNS_PORT = 3205

/** Strict mode, and nothing of the host's environment that changes what we do. */
const ENVIRONMENT = { SCST_COMPAT: 'strict', SCST_SYSFS: '' }

/** The listeners that stand for iSNS servers; they accept and never answer. */
export async function listenForIsns(): Promise<readonly Server[]> {
  return Promise.all(
    ISNS_HOSTS.map(
      (host) =>
        new Promise<Server>((resolve, reject) => {
          const server = createServer((socket) => socket.on('error', () => {}))
          server.on('error', reject).listen(ISNS_PORT, host, () => resolve(server))
        }),
    ),
  )
}

/** Zeroes again, for recordings that look at what is on the disks. */
export async function wipeDisks(): Promise<void> {
  for (const [file, size] of Object.entries(FILES)) {
    truncateSync(file, 0)
    truncateSync(file, size * MiB)
  }
  await Promise.all(BLOCK_DEVICES.map((device) => run('blkdiscard', [device])))
}

/** One daemon with a working directory: where the commands of a recording run. */
export class Machine {
  readonly daemon: Daemon
  readonly directory: string

  private constructor(daemon: Daemon, directory: string) {
    this.daemon = daemon
    this.directory = directory
  }

  /** With nothing configured, all portals on the standard port, and a copy of the files in `folder`. */
  static async start(folder?: string, options: DaemonOptions = {}): Promise<Machine> {
    const directory = mkdtempSync(join(tmpdir(), 'case-'))
    if (folder !== undefined) cpSync(folder, directory, { recursive: true })
    mkdirSync('/run/scst', { recursive: true })
    return new Machine(await startDaemon({ portals: [], ...options }), directory)
  }

  scstadmin(argv: readonly ByteString[], stdin: ByteString = ''): Promise<Run> {
    return this.daemon.scstadmin(argv, { stdin, cwd: this.directory, env: ENVIRONMENT })
  }

  async tree(): Promise<RecordedNode[]> {
    return recordedNodes(await this.daemon.sysfs.snapshot(''))
  }

  async stop(): Promise<void> {
    await this.daemon.stop()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
