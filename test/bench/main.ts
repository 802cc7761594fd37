import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { REPOSITORY, run } from '../support/programs.ts'
import { COMPILER, missing } from '../support/requirements.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { cpuTime, PEERS, type Peer } from './peers.ts'

/**
 * `npm run bench -- [--rounds N] [--seconds N] [--only WORKLOAD]…`: our daemon and the targets that Debian has, each on
 * core 0, under load.c on core 1, in interleaved rounds. Prints medians and the ratio to the best peer.
 */
const WORKLOADS: Readonly<Record<string, readonly string[]>> = {
  '4k read QD1': ['mode=read', 'depth=1'],
  '4k write QD1': ['mode=write', 'depth=1'],
  '4k read QD32': ['mode=read'],
  '4k write QD32': ['mode=write'],
  '4k read QD32 x4': ['mode=read', 'sessions=4'],
  '70/30 QD32': ['mode=mix'],
  '64k read QD8': ['mode=read', 'order=sequential', 'block=65536', 'depth=8'],
  '64k write QD8': ['mode=write', 'order=sequential', 'block=65536', 'depth=8'],
  '256k read QD8': ['mode=read', 'order=sequential', 'block=262144', 'depth=8'],
  '256k write QD8': ['mode=write', 'order=sequential', 'block=262144', 'depth=8'],
  '4k read QD32, digests': ['mode=read', 'digests=1'],
  '256k read QD8, digests': ['mode=read', 'order=sequential', 'block=262144', 'depth=8', 'digests=1'],
  '256k write QD8, digests': ['mode=write', 'order=sequential', 'block=262144', 'depth=8', 'digests=1'],
  'TEST UNIT READY QD32': ['mode=tur'],
}

const SIZE = 256 << 20

interface Sample {
  readonly iops: number
  readonly p99: number
  /** Server CPU time per operation, microseconds. */
  readonly cpu: number
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
async function main(): Promise<void> {
  const directory = temporaryDirectory()
  const client = join(directory.path, 'load')
  execFileSync('gcc', ['-O2', '-o', client, join(REPOSITORY, 'test/bench/load.c'), '-lpthread'])
  const peers: Peer[] = []
  try {
    for (const start of Object.values(PEERS)) {
      const peer = await start(directory.path, SIZE)
      if (peer) peers.push(peer)
    }
    for (const peer of peers)
      await sample(client, peer, ['mode=write', 'order=sequential', 'block=262144', 'depth=8'])
    const wanted = Object.entries(WORKLOADS).filter(
      ([name]) => values.only.length === 0 || values.only.some((part) => name.includes(part)),
    )
    console.log(row('', peers.flatMap(({ name }) => [`${name} /s`, 'p99 µs', 'CPU µs']).concat('ratio')))
    for (const [name, load] of wanted) console.log(row(name, await compare(client, peers, load)))
  } finally {
    for (const peer of peers) await peer.stop()
    directory.remove()
  }
}

/** Rounds of all peers, one after the other; the medians of each, and ours against the best of the others. */
async function compare(client: string, peers: readonly Peer[], load: readonly string[]): Promise<string[]> {
  const samples = new Map<Peer, (Sample | undefined)[]>(peers.map((peer) => [peer, []]))
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const peer of peers) samples.get(peer)!.push(await sample(client, peer, load))
  }
  const medians = peers.map((peer) => {
    const good = samples.get(peer)!.filter((one) => one !== undefined)
    return good.length === 0 ? undefined : median(good)
  })
  const best = Math.max(...medians.slice(1).map((one) => one?.iops ?? 0))
  const ratio = medians[0] === undefined || best === 0 ? '–' : (medians[0].iops / best).toFixed(2)
  const cells = medians.flatMap((one) =>
    one === undefined ? ['–', '–', '–'] : [one.iops.toFixed(0), one.p99.toFixed(0), one.cpu.toFixed(1)],
  )
  return [...cells, ratio]
}

async function sample(client: string, peer: Peer, load: readonly string[]): Promise<Sample | undefined> {
  const before = cpuTime(peer.pid)
  const args = [
    '-c',
    '1',
    client,
    `127.0.0.1:${peer.port}`,
    peer.target,
    `lun=${peer.lun}`,
    `seconds=${values.seconds}`,
  ]
  const result = await run('taskset', [...args, ...load], { seconds: 60 })
  if (result.exit !== 0) {
    console.error(`${peer.name}, ${load.join(' ')}: ${result.stderr.trim() || result.stdout.trim()}`)
    return undefined
  }
  const { iops, p99 } = JSON.parse(result.stdout)
  return { iops, p99, cpu: (cpuTime(peer.pid) - before) / (iops * Number(values.seconds)) }
}

const median = (samples: readonly Sample[]): Sample =>
  samples.toSorted((a, b) => a.iops - b.iops)[Math.floor(samples.length / 2)]!

const row = (name: string, cells: readonly string[]): string =>
  name.padEnd(26) + cells.map((cell) => cell.padStart(10)).join('')

const lacking = missing(COMPILER, { program: 'taskset', from: 'util-linux' })
if (lacking) {
  console.error(`no benchmark: ${lacking}`)
  process.exit(1)
}
await main()
