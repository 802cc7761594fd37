import type { Scst } from '../core/scst.ts'
import type { ByteString } from '../lib/bytes.ts'
import { type Attribute, content } from './attribute.ts'
import { type Directory, directory, listed } from './directory.ts'

/** Entry sizes of a pool, in KiB. */
const SIZES = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
const KINDS = ['sgv', 'sgv-clust', 'sgv-dma']

interface Pool {
  readonly scst: Scst
  readonly name: ByteString
}

const column = (value: string | number, width: number): ByteString => String(value).padEnd(width)

/** SCST's table. Our data never leave the connections' slabs, which stand in the pool `sgv`. */
const poolTable = ({ scst, name }: Pool): ByteString => {
  const { buffers } = scst
  const used = name === 'sgv' ? buffers : { hits: 0, total: 0, pages: 0, inactivePages: 0, entries: 0 }
  const cached = `${used.pages}/${used.inactivePages}/${used.entries}`
  const rows = SIZES.map(
    (size) => `  ${column(`${name}-${size}K`, 28)} ${column(0, 11)} ${column(0, 11)} 0\n`,
  )
  return [
    `${column('Name', 30)} ${column('Hit', 11)} ${column('Total', 11)} ${column('% merged', 11)} Cached (P/I/O)\n`,
    `${column(name, 30)} ${column(used.hits, 11)} ${column(used.total, 11)} ${column(0, 11)} ${cached}\n`,
    ...rows,
    `  ${column('big/other', 40)} ${column('0/0', 11)} 0/0\n`,
  ].join('')
}

const stats: Attribute<Pool> = {
  mode: 0o644,
  show: poolTable,
  store: ({ scst, name }) => {
    if (name === 'sgv') scst.buffers.reset()
    scst.log.info(`Statistics for SGV pool ${name} reset`)
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
  attributes: {
    global_stats: {
      ...content(({ buffers }: Scst) => `${column('Inactive pages', 42)} ${buffers.inactivePages}\n`),
      mode: 0o644,
      store: ({ buffers, log }) => {
        buffers.reset()
        log.info('Global SGV pool statistics reset')
      },
    },
  },
  children: [
    listed(function* (scst) {
      for (const name of poolNames(scst)) yield [name, directory(pool, { scst, name })]
    }),
  ],
}
