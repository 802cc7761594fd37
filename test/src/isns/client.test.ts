import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { IsnsClient, type Node } from '../../../src/isns/client.ts'
import { Log } from '../../../src/lib/log.ts'
import { missing } from '../../support/requirements.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const HOST = '127.0.0.79'
const PORT = 33205
const TARGET = 'iqn.2026-01.test:target'
const SECOND = 'iqn.2026-01.test:second'
const INITIATOR = 'iqn.2026-01.test:initiator'

const directory = temporaryDirectory()
const log: string[] = []
const registrant = {
  nodes: [{ name: TARGET, alias: 'disks' }] as Node[],
  portals: [{ address: '127.0.0.1', port: 3260 }],
  entityName: '',
}
let server: ChildProcess
let client: IsnsClient

/** Debian's isnsd, on an address of its own. */
async function startServer(): Promise<void> {
  server = spawn('isnsd', ['-f', '-c', configuration('isnsd', 'iqn.2026-01.test:isnsd')], { stdio: 'ignore' })
  while (!(await accepts())) assert.equal(server.exitCode, null, 'isnsd runs')
}

function accepts(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(PORT, HOST, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => setTimeout(() => resolve(false), 20))
  })
}

async function stopServer(): Promise<void> {
  server.kill('SIGKILL')
  await once(server, 'exit')
}

function configuration(name: string, source: string): string {
  const file = join(directory.path, `${name}.conf`)
  const lines = {
    SourceName: source,
    ServerAddress: `${HOST}:${PORT}`,
    ...(name === 'isnsd' ? { BindAddress: `${HOST}:${PORT}` } : {}),
    Database: join(directory.path, 'db'),
    PIDFile: join(directory.path, 'pid'),
    ControlSocket: join(directory.path, 'control'),
    Security: '0',
    DefaultDiscoveryDomain: '1',
    ESIMinInterval: '1',
  }
  writeFileSync(
    file,
    Object.entries(lines)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(''),
  )
  return file
}

/** Debian's isnsadm as the initiator. */
const asInitiator = (...words: string[]): string =>
  execFileSync('isnsadm', ['-c', configuration('initiator', INITIATOR), ...words], { encoding: 'utf8' })

/** What the server knows of nodes. */
const nodes = (): string =>
  execFileSync(
    'isnsadm',
    ['--local', '-c', configuration('isnsd', 'iqn.2026-01.test:isnsd'), '--list', 'nodes'],
    {
      encoding: 'utf8',
    },
  )

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 10_000
  while (!what()) {
    assert.ok(Date.now() < end, `in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const SERVER = { program: 'isnsd', from: 'open-isns-server' }

describe('an iSNS client', { skip: missing(SERVER) }, () => {
  before(async () => {
    await startServer()
    const sink = new Log('iscsi-scst', ({ text }) => log.push(text))
    client = new IsnsClient(registrant, { host: HOST, port: PORT, log: sink, interval: 500, esiInterval: 1 })
  })
  after(async () => {
    await stopServer()
    directory.remove()
  })

  it('RFC 4171 §5.6.5.1: registers entity, portals and nodes with their aliases', async () => {
    await client.synchronise()
    assert.match(nodes(), /iSCSI name\s+= "iqn\.2026-01\.test:target"[\s\S]*Target[\s\S]*alias\s+= "disks"/)
  })

  it('RFC 4171 §5.6.5.2: lets in only initiators that share a discovery domain', async () => {
    assert.equal(client.allows(TARGET, INITIATOR), false)
    asInitiator('--register', `initiator=${INITIATOR}`)
    await until(() => client.allows(TARGET, INITIATOR))
    assert.equal(client.allows(TARGET, 'iqn.2026-01.test:other'), false)
    assert.equal(client.allows(SECOND, INITIATOR), false)
  })

  it('registers a target that comes later, and the changed alias of another', async () => {
    registrant.nodes = [
      { name: TARGET, alias: 'other disks' },
      { name: SECOND, alias: '' },
    ]
    await client.synchronise()
    assert.match(nodes(), /test:second/)
    assert.match(nodes(), /other disks/)
  })

  it('RFC 4171 §5.6.5.4: deregisters a target that is gone', async () => {
    registrant.nodes = [{ name: TARGET, alias: 'other disks' }]
    await client.synchronise()
    assert.doesNotMatch(nodes(), /test:second/)
  })

  it('RFC 4171 §6.3.4, §6.3.5: answers when it is asked whether it lives', async () => {
    const asked = () => log.filter((line) => line.includes('asks whether we live')).length
    await until(() => asked() >= 2)
    assert.match(nodes(), /test:target/)
  })

  it("keeps the server's last word while it is away, says so once, and registers anew when it is back", async () => {
    await stopServer()
    await until(() => log.some((line) => line.includes('cannot be used')))
    assert.equal(client.allows(TARGET, INITIATOR), true)
    await startServer()
    await until(() => log.some((line) => line.includes('is back')))
    assert.equal(log.filter((line) => line.includes('cannot be used')).length, 1)
    assert.match(nodes(), /test:target/)
  })

  it('RFC 4171 §5.6.5.4: gives everything up when it stops', async () => {
    await client.stop()
    assert.doesNotMatch(nodes(), /test:target/)
  })
})
