import assert from 'node:assert/strict'
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { REPOSITORY, run } from '../support/programs.ts'
import { LIBISCSI, missing, NAMESPACES, QEMU } from '../support/requirements.ts'
import { serve, TARGET } from '../support/target.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/** Bad input and broken surroundings: one clear line, the daemon serves on, others notice nothing. */
const initiators = { skip: missing(...LIBISCSI) }

const stillServes = async (url: string) => {
  const result = await run('iscsi-inq', [url])
  assert.equal(result.exit, 0, result.stderr)
}

test('bytes that are no PDU end their own connection only', initiators, async () => {
  const target = await serve()
  try {
    const garbage: readonly Buffer[] = [
      Buffer.alloc(48, 0xff),
      Buffer.from('GET / HTTP/1.0\r\n\r\n'.padEnd(48)),
      loginWith(Buffer.from('InitiatorName')),
      Buffer.concat([Buffer.from([0x43, 0x87, 0, 0, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(40)]),
    ]
    for (const bytes of garbage) {
      const socket = await dial(target.port)
      socket.end(bytes)
      await closed(socket)
    }
    await stillServes(target.url(0))
  } finally {
    await target.stop()
    target.remove()
  }
})

test('an initiator killed in the middle of a write', { skip: missing(...LIBISCSI, ...QEMU) }, async () => {
  const target = await serve({ size: 64 << 20 })
  try {
    const image = join(target.directory, 'image')
    writeFileSync(image, '')
    truncateSync(image, 64 << 20)
    const script = `qemu-img bench -w -t none -f raw -c 100000000 '${target.url(0)}' & sleep 0.5; kill -9 $!; wait $! 2>&-`
    await run('bash', ['-c', script])
    await stillServes(target.url(0))
    const sessions = await gone(target, `targets/iscsi/${TARGET}/sessions`)
    assert.deepEqual(sessions, [])
  } finally {
    await target.stop()
    target.remove()
  }
})

test('a full disk fails the write, not the daemon', {
  skip: missing('root', ...QEMU, ...LIBISCSI),
}, async () => {
  const directory = temporaryDirectory()
  const mount = join(directory.path, 'small')
  mkdirSync(mount)
  assert.equal((await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'small', mount])).exit, 0)
  const daemon = await startDaemon()
  try {
    writeFileSync(join(mount, 'disk'), '')
    truncateSync(join(mount, 'disk'), 64 << 20)
    await one(daemon, join(mount, 'disk'))
    const url = `iscsi://127.0.0.1:${daemon.port}/${TARGET}/0`
    const write = await run('qemu-img', [
      'bench',
      '-w',
      '-t',
      'none',
      '-f',
      'raw',
      '-c',
      '64',
      '-s',
      '1M',
      '-S',
      '1M',
      url,
    ])
    assert.notEqual(write.exit, 0, 'the write was said to be good')
    await stillServes(url)
  } finally {
    await daemon.stop()
    await run('umount', [mount])
    directory.remove()
  }
})

test('a missing backing file is refused in words', async () => {
  const daemon = await startDaemon()
  try {
    const result = await daemon.scstadmin([
      '-open_dev',
      'd',
      '-handler',
      'vdisk_fileio',
      '-attributes',
      'filename=/nowhere/at/all',
    ])
    assert.equal(result.exit, 1)
    await daemon.logged('opening /nowhere/at/all failed')
    assert.equal((await daemon.scstadmin(['-list_device'])).exit, 0)
  } finally {
    await daemon.stop()
  }
})

test('a second daemon on the same socket is refused, and told who is there', async () => {
  const daemon = await startDaemon()
  try {
    const second = await run(process.execPath, [
      join(REPOSITORY, 'bin/scstd.js'),
      '-f',
      '--socket',
      daemon.socket,
      '--portal',
      '127.0.0.1:0',
    ])
    assert.notEqual(second.exit, 0)
    assert.match(second.stderr + second.stdout, new RegExp(`\\b${daemon.pid}\\b`))
    assert.equal((await daemon.scstadmin(['-list_driver'])).exit, 0)
  } finally {
    await daemon.stop()
  }
})

test('a socket left behind is replaced', async () => {
  const directory = temporaryDirectory()
  const socket = join(directory.path, 'scstd.sock')
  await leaveSocket(socket)
  assert.ok(existsSync(socket))
  const daemon = await startDaemon({ socket })
  try {
    assert.equal((await daemon.scstadmin(['-list_driver'])).exit, 0)
  } finally {
    await daemon.stop()
    directory.remove()
  }
})

test('a backing file that another scstd uses is refused', { skip: missing(...NAMESPACES) }, async () => {
  const target = await serve()
  const other = await startDaemon()
  try {
    const result = await other.scstadmin([
      '-open_dev',
      'd',
      '-handler',
      'vdisk_fileio',
      '-attributes',
      `filename=${target.file(0)}`,
    ])
    assert.equal(result.exit, 1, result.stdout)
    await other.logged(target.file(0))
  } finally {
    await other.stop()
    await target.stop()
    target.remove()
  }
})

/** A first Login Request with the given text. */
function loginWith(text: Buffer): Buffer {
  const header = Buffer.alloc(48)
  header[0] = 0x43
  header[1] = 0x81
  header.writeUIntBE(text.length, 5, 3)
  return Buffer.concat([header, text, Buffer.alloc((4 - (text.length % 4)) % 4)])
}

function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}

function closed(socket: Socket): Promise<void> {
  socket.resume()
  return new Promise((resolve) => socket.on('close', () => resolve()))
}

async function one(daemon: Daemon, file: string): Promise<void> {
  const write = (path: string, text: string) => daemon.sysfs.write(path, text)
  await write('handlers/vdisk_fileio/mgmt', `add_device disk filename=${file}\n`)
  await write('targets/iscsi/mgmt', `add_target ${TARGET}\n`)
  await write(`targets/iscsi/${TARGET}/luns/mgmt`, 'add disk 0\n')
  await write(`targets/iscsi/${TARGET}/enabled`, '1\n')
  await write('targets/iscsi/enabled', '1\n')
}

/** Entries of a directory once it is empty, or after five seconds. */
async function gone(daemon: Daemon, path: string): Promise<readonly unknown[]> {
  for (let patience = 250; ; patience -= 1) {
    const entries = await daemon.sysfs.list(path)
    if (entries.length === 0 || patience === 0) return entries
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A socket file nobody listens on: its process was killed. */
async function leaveSocket(path: string): Promise<void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await run(process.execPath, ['-e', script])
}
