import type { BufferShelf } from '../core/buffer-shelf.ts'
import type { Scst } from '../core/scst.ts'
import type { ByteString } from '../lib/bytes.ts'
import { PAGE } from '../sysfs/sysfs.ts'
import type { Attribute } from './attribute.ts'
import { type Directory, directory, listed } from './directory.ts'

/** Entry sizes of a pool, in KiB. */
const SIZES = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
const KINDS = ['sgv', 'sgv-clust', 'sgv-dma']
const KIB = 1024

interface Pool {
  readonly scst: Scst
  readonly name: ByteString
}

/** The connections' slabs stand in the pool `sgv`; the others are there for scripts that look at them. */
const shelvesOf = ({ scst, name }: Pool): readonly BufferShelf[] => (name === 'sgv' ? scst.buffers : [])

const sum = (shelves: readonly BufferShelf[], figure: (shelf: BufferShelf) => number): number =>
  shelves.reduce((total, shelf) => total + figure(shelf), 0)

const hits = ({ hits }: BufferShelf): number => hits
const taken = ({ taken }: BufferShelf): number => taken
const kept = ({ kept }: BufferShelf): number => kept
const keptPages = ({ kept, length }: BufferShelf): number => kept * Math.ceil(length / PAGE)

const column = (value: string | number, width: number): ByteString => String(value).padEnd(width)

/** Name, hits, all that were taken, merged pages (there are none). */
const row = (name: ByteString, width: number, shelves: readonly BufferShelf[]): ByteString =>
  `${column(name, width)} ${column(sum(shelves, hits), 11)} ${column(sum(shelves, taken), 11)}`

const poolTable = (pool: Pool): ByteString => {
  const shelves = shelvesOf(pool)
  const pages = sum(shelves, keptPages)
  const rows = SIZES.map((size, i) => {
    const smaller = i === 0 ? 0 : SIZES[i - 1]!
    const here = shelves.filter(({ length }) => length <= size * KIB && length > smaller * KIB)
    return `  ${row(`${pool.name}-${size}K`, 28, here)} 0\n`
  })
  return [
    `${column('Name', 30)} ${column('Hit', 11)} ${column('Total', 11)} ${column('% merged', 11)} Cached (P/I/O)\n`,
    `${row(pool.name, 30, shelves)} ${column(0, 11)} ${pages}/${pages}/${sum(shelves, kept)}\n`,
    ...rows,
    `  ${column('big/other', 40)} ${column('0/0', 11)} 0/0\n`,
  ].join('')
}

const reset = (shelves: readonly BufferShelf[]): void => {
  for (const shelf of shelves) {
    shelf.hits = 0
    shelf.taken = 0
  }
}

const stats: Attribute<Pool> = {
  mode: 0o644,
  show: poolTable,
  store: (pool) => {
    reset(shelvesOf(pool))
    pool.scst.log.info(`Statistics for SGV pool ${pool.name} reset`)
  },
}

const globalStats: Attribute<Scst> = {
  mode: 0o644,
  show: ({ buffers }) => `${column('Inactive pages', 42)} ${sum(buffers, keptPages)}\n`,
  store: ({ buffers, log }) => {
    reset(buffers)
    log.info('Global SGV pool statistics reset')
  },
}

const pool: Directory<Pool> = { attributes: { stats } }

function* poolNames({ cpus }: Scst): Iterable<ByteString> {
  for (const kind of KINDS) {
    yield kind
    for (let cpu = 0; cpu < cpus; cpu++) yield `${kind}-${cpu}`
  }
}

export const sgv: Directory<Scst> = {
  attributes: { global_stats: globalStats },
  children: [
    listed(function* (scst) {
      for (const name of poolNames(scst)) yield [name, directory(pool, { scst, name })]
    }),
  ],
}
