import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY, run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()
const directory = join(path, 'data')
const SIGNATURE = 'written through iSCSI'

/** Runs `npm start`'s program until it has said how to connect; `stop` presses Ctrl-C. */
async function start(port: number) {
  const args = [join(REPOSITORY, 'bin/quickstart.js'), '--directory', directory, '--port', String(port)]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, SCST_SOCKET: join(path, 'scstd.sock') },
  })
  let said = ''
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.includes('Ctrl-C ends it')) resolve()
    })
    child.once('exit', () => reject(new Error(`it ended:\n${said}\n${complaints}`)))
  })
  return {
    said,
    url: /^iscsi:\S+$/m.exec(said)?.[0] ?? '',
    async stop() {
      child.kill('SIGINT')
      const [status] = await once(child, 'exit')
      return status
    },
  }
}

async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, release: () => server.close() }
}

test('npm start gives a disk that keeps its data', async (t) => {
  const taken = await takenPort()
  t.after(taken.release)
  const first = await start(taken.port)
  assert.match(first.said, /Done, 5 change\(s\) made\./)
  assert.match(first.said, /Dynamic attributes available/)
  assert.match(first.said, /│ iqn\.2026-01\.example\.tscst:quickstart │ 0 {3}│ disk1 {2}│ 1 GiB │/)
  const port = Number(/:(\d+)\//.exec(first.url)?.[1])
  assert.ok(port > taken.port, `port ${taken.port} is taken, ${port} was chosen`)
  assert.equal(first.url, `iscsi://127.0.0.1:${port}/iqn.2026-01.example.tscst:quickstart/0`)
  for (const command of ['iscsi-ls -s', 'qemu-img info', 'iscsiadm -m node'])
    assert.ok(first.said.includes(command), command)

  const disk = join(directory, 'disk1.img')
  assert.equal(statSync(disk).size, 2 ** 30)
  assert.ok(statSync(disk).blocks * 512 < 2 ** 20, 'the disk is sparse')
  const image = join(path, 'image')
  writeFileSync(image, SIGNATURE.padEnd(1 << 20, '.'))
  const written = await run('qemu-img', ['convert', '-n', '-f', 'raw', '-O', 'raw', image, first.url])
  assert.deepEqual(written, { exit: 0, stdout: '', stderr: '' })
  assert.equal(await first.stop(), 0)
  assert.equal(existsSync(join(path, 'scstd.sock')), false)

  const second = await start(taken.port)
  assert.equal(await second.stop(), 0)
  assert.equal(readFileSync(disk).subarray(0, SIGNATURE.length).toString(), SIGNATURE)
})
