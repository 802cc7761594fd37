import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Daemon, startDaemon } from '../../support/daemon.ts'
import { REPOSITORY, run } from '../../support/programs.ts'
import { missing, NAMESPACES, type Need } from '../../support/requirements.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

/*
 * A real Linux initiator: Debian's kernel with open-iscsi, multipath-tools and fio, started by qemu without KVM on a
 * tap in a network namespace. What the guest does stands in init.sh; this side is the target, its restart and the
 * cut cable. It takes some three minutes, so it runs in CI, or when TSCST_LINUX_INITIATOR is set.
 */

const NEEDS: readonly Need[] = [
  ...NAMESPACES,
  { program: 'qemu-system-x86_64', from: 'qemu-system-x86' },
  { program: 'apt-get', from: 'apt' },
  { device: '/dev/net/tun' },
]
const SWITCH = 'TSCST_LINUX_INITIATOR'
const INSIDE = 'TSCST_LINUX_INITIATOR_INSIDE'

/** Packages and image are kept there for the next time. */
const IMAGE = join(tmpdir(), 'tscst-linux-initiator')
const PORTALS = ['10.99.1.1:3260', '10.99.2.1:3260']
const SECOND_ADDRESS = '10.99.2.1/24'
const DISK_BYTES = 256 * 1024 * 1024

const CONFIGURATION = (disk: string) => `
HANDLER vdisk_fileio {
	DEVICE disk1 {
		filename ${disk}
	}
}
TARGET_DRIVER iscsi {
	enabled 1
	IncomingUser "discoverer discovery-secret"
	TARGET iqn.2026-01.example:disks {
		IncomingUser "initiator initiator-secret"
		OutgoingUser "target target-secret-1"
		HeaderDigest CRC32C,None
		DataDigest CRC32C,None
		enabled 1
		LUN 0 disk1
	}
}
`

if (process.env[INSIDE]) test('a Linux host uses the disk', scenario)
else {
  const wanted = process.env[SWITCH] || process.env.CI === 'true'
  const skip = wanted ? missing(...NEEDS) : `takes three minutes: set ${SWITCH} to run it`
  test('a Linux host with open-iscsi and multipath', { skip }, async () => {
    const made = await run('bash', [join(REPOSITORY, 'test/e2e/linux-initiator/image.sh'), IMAGE], {
      seconds: 600,
    })
    assert.equal(made.exit, 0, made.stderr)
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), fileURLToPath(import.meta.url)]
    const result = await run('unshare', ['--net', ...program], {
      cwd: REPOSITORY,
      env: { [INSIDE]: '1', NODE_TEST_CONTEXT: '' },
      seconds: 900,
    })
    assert.equal(result.exit, 0, result.stdout + result.stderr)
  })
}

async function scenario(): Promise<void> {
  const directory = temporaryDirectory()
  const disk = join(directory.path, 'disk')
  writeFileSync(disk, '')
  truncateSync(disk, DISK_BYTES)
  const conf = join(directory.path, 'scst.conf')
  writeFileSync(conf, CONFIGURATION(disk))
  await connectTap()

  let daemon = await startTarget(conf)
  const guest = startGuest()
  try {
    for await (const line of createInterface({ input: guest.stdout! })) {
      console.log(line)
      assert.doesNotMatch(line, /^FAILED|Kernel panic/)
      if (line.startsWith('STEP load while scstd restarts')) {
        await sleep(8000)
        assert.equal(await daemon.stop(), 0)
        await sleep(3000)
        daemon = await startTarget(conf)
      }
      if (line.startsWith('STEP load while a cable is cut')) await cutCable()
      if (line.startsWith('DONE')) return
    }
    assert.fail('the guest ended before it was done')
  } finally {
    guest.kill('SIGKILL')
    await daemon.stop()
  }
}

/** The guest's other end, with an address for each portal. */
async function connectTap(): Promise<void> {
  await ip('link', 'set', 'lo', 'up')
  await ip('tuntap', 'add', 'tap0', 'mode', 'tap')
  for (const address of ['10.99.1.1/24', SECOND_ADDRESS]) await ip('address', 'add', address, 'dev', 'tap0')
  await ip('link', 'set', 'tap0', 'up')
}

/** Nothing comes through to the second portal for a while. */
async function cutCable(): Promise<void> {
  await sleep(3000)
  await ip('address', 'del', SECOND_ADDRESS, 'dev', 'tap0')
  await sleep(15_000)
  await ip('address', 'add', SECOND_ADDRESS, 'dev', 'tap0')
}

async function ip(...args: string[]): Promise<void> {
  const { exit, stderr } = await run('ip', args)
  assert.equal(exit, 0, stderr)
}

async function startTarget(conf: string): Promise<Daemon> {
  const daemon = await startDaemon({ portals: PORTALS })
  const { exit, stdout, stderr } = await daemon.scstadmin(['-config', conf, '-noprompt'])
  assert.equal(exit, 0, stdout + stderr)
  return daemon
}

function startGuest(): ChildProcess {
  const guest = spawn(
    'qemu-system-x86_64',
    [
      ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1024'],
      ...['-kernel', join(IMAGE, 'vmlinuz'), '-initrd', join(IMAGE, 'initrd')],
      ...[
        '-append',
        'console=ttyS0 panic=-1 quiet',
        '-no-reboot',
        '-nographic',
        '-nodefaults',
        '-serial',
        'stdio',
      ],
      ...['-netdev', 'tap,id=lan,ifname=tap0,script=no,downscript=no'],
      ...['-device', 'virtio-net-pci,netdev=lan,romfile='],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  process.once('exit', () => guest.kill('SIGKILL'))
  void once(guest, 'error').then(([error]) => console.error(error))
  return guest
}
