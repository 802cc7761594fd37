import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missing } from '../support/requirements.ts'
import { serve, TARGET } from '../support/target.ts'

/** A target under load: where it is and which process does the work. */
export interface Peer {
  readonly name: string
  readonly port: number
  readonly target: string
  readonly lun: number
  readonly pid: number
  stop(): Promise<unknown>
}

/** Programs that serve a file of `size` bytes with the settings that suit them best, each pinned to core 0. */
export const PEERS: Readonly<Record<string, (directory: string, size: number) => Promise<Peer | undefined>>> =
  {
    tscst: startOurs,
    tgt: startTgt,
    istgt: startIstgt,
  }

const SETTINGS = [
  ...['MaxRecvDataSegmentLength 262144', 'MaxXmitDataSegmentLength 262144', 'FirstBurstLength 65536'],
  ...['MaxBurstLength 262144', 'InitialR2T No', 'ImmediateData Yes', 'QueuedCommands 128'],
  ...['HeaderDigest "CRC32C,None"', 'DataDigest "CRC32C,None"'],
]

/** Ports that another run beside this one does not have. */
const TGT_PORT = 13_000 + (process.pid % 1000) * 3
const ISTGT_PORT = TGT_PORT + 1

async function startOurs(_directory: string, size: number): Promise<Peer> {
  const target = await serve({ size, target: SETTINGS })
  await pin(target.pid)
  return {
    ...{ name: 'tscst', port: target.port, target: TARGET, lun: 0, pid: target.pid },
    async stop() {
      await target.stop()
      target.remove()
    },
  }
}

async function startTgt(directory: string, size: number): Promise<Peer | undefined> {
  if (missing({ program: 'tgtd', from: 'tgt' })) return undefined
  const env = { ...process.env, TGT_IPC_SOCKET: join(directory, 'tgtd.sock') }
  const child = spawn('tgtd', ['-f', '-C', '77', '--iscsi', `portal=127.0.0.1:${TGT_PORT}`], {
    env,
    stdio: 'ignore',
  })
  const tell = (...args: string[]) =>
    execFileSync('tgtadm', ['-C', '77', '--lld', 'iscsi', ...args], { env, stdio: 'ignore' })
  await untilGood(() => tell('--op', 'show', '--mode', 'sys'))
  const file = emptyFile(directory, 'tgt', size)
  tell('--op', 'new', '--mode', 'target', '--tid', '1', '-T', TARGET)
  tell('--op', 'new', '--mode', 'logicalunit', '--tid', '1', '--lun', '1', '-b', file, '--bstype', 'rdwr')
  for (const setting of SETTINGS.filter((line) => !line.startsWith('QueuedCommands'))) {
    const [name, value] = setting.replaceAll('"', '').split(' ')
    tell('--op', 'update', '--mode', 'target', '--tid', '1', '--name', name!, '--value', value!)
  }
  tell('--op', 'bind', '--mode', 'target', '--tid', '1', '-I', 'ALL')
  await pin(child.pid!)
  // tgtd with targets does not heed SIGTERM
  return {
    name: 'tgt',
    port: TGT_PORT,
    target: TARGET,
    lun: 1,
    pid: child.pid!,
    stop: () => kill(child, 'SIGKILL'),
  }
}

async function startIstgt(directory: string, size: number): Promise<Peer | undefined> {
  if (missing({ program: 'istgt', from: 'istgt' })) return undefined
  mkdirSync(join(directory, 'istgt'), { recursive: true })
  const file = emptyFile(directory, 'istgt/disk', size)
  const conf = join(directory, 'istgt/istgt.conf')
  writeFileSync(join(directory, 'istgt/auth.conf'), '')
  writeFileSync(conf, istgtConfiguration(join(directory, 'istgt'), file))
  const child = spawn('istgt', ['-D', '-c', conf], { stdio: 'ignore' })
  await untilGood(() =>
    execFileSync('bash', ['-c', `</dev/tcp/127.0.0.1/${ISTGT_PORT}`], { stdio: 'ignore' }),
  )
  await pin(child.pid!)
  return {
    name: 'istgt',
    port: ISTGT_PORT,
    target: 'iqn.2026-01.test.bench:disk',
    lun: 0,
    pid: child.pid!,
    stop: () => kill(child, 'SIGKILL'),
  }
}

const istgtConfiguration = (directory: string, file: string): string => `[Global]
  NodeBase "iqn.2026-01.test.bench"
  PidFile ${directory}/istgt.pid
  AuthFile ${directory}/auth.conf
  MediaDirectory ${directory}
  Timeout 30
  NopInInterval 20
  DiscoveryAuthMethod None
  MaxSessions 64
  MaxConnections 4
  MaxR2T 32
  FirstBurstLength 65536
  MaxBurstLength 262144
  MaxRecvDataSegmentLength 262144
  InitialR2T Yes
  ImmediateData Yes
  DataPDUInOrder Yes
  DataSequenceInOrder Yes
  ErrorRecoveryLevel 0
[UnitControl]
  AuthMethod None
  AuthGroup None
  Portal UC1 127.0.0.1:${ISTGT_PORT + 1}
  Netmask 127.0.0.1
[PortalGroup1]
  Portal DA1 127.0.0.1:${ISTGT_PORT}
[InitiatorGroup1]
  InitiatorName "ALL"
  Netmask 127.0.0.0/8
[LogicalUnit1]
  TargetName disk
  Mapping PortalGroup1 InitiatorGroup1
  AuthMethod None
  UseDigest Auto
  UnitType Disk
  QueueDepth 64
  LUN0 Storage ${file} Auto
`

function emptyFile(directory: string, name: string, size: number): string {
  const file = join(directory, name)
  execFileSync('truncate', ['-s', String(size), file])
  return file
}

/** All threads of the server on core 0: the client has core 1. */
function pin(pid: number): Promise<void> {
  // a thread may end while taskset goes through them
  return untilGood(() => execFileSync('taskset', ['-a', '-c', '-p', '0', String(pid)], { stdio: 'ignore' }))
}

/** CPU time used so far, in microseconds. */
export function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return ticks * 10_000
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

async function untilGood(attempt: () => unknown): Promise<void> {
  for (let patience = 50; ; patience -= 1) {
    try {
      attempt()
      return
    } catch (error) {
      if (patience === 0) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
