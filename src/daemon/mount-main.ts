import { parseArgs } from 'node:util'
import { fromUnicode, toUnicode } from '../lib/bytes.ts'
import { mountSysfs } from '../mount/mount.ts'
import { choosePlace, openSysfs } from '../sysfs/open.ts'
import { openLog } from './log.ts'

const USAGE = 'Usage: scstd-mount [--socket PATH | --sysfs DIR] MOUNTPOINT\n'

/** Shows the tree of a running scstd (or another directory) as a file system until it is told to end. */
export async function mountMain(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { socket: { type: 'string' }, sysfs: { type: 'string' } },
      allowPositionals: true,
    })
    const [directory, ...more] = positionals
    if (directory === undefined || more.length > 0) throw new Error(USAGE.trim())
    return await serve({ sysfs: asBytes(values.sysfs), socket: asBytes(values.socket) }, directory)
  } catch (error) {
    process.stderr.write(`scstd-mount: ${(error as Error).message}\n`)
    return 1
  }
}

type Options = Parameters<typeof choosePlace>[0]

async function serve(options: Options, directory: string): Promise<number> {
  const place = choosePlace(options)
  const sysfs = await openSysfs(place)
  const { log } = openLog({ level: 0, file: undefined })
  const mount = await mountSysfs(sysfs, directory, log)
  process.stdout.write(`${toUnicode(place.path)} is mounted on ${mount.directory}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void mount.unmount())
  const loss = await Promise.race([mount.ended, sysfs.lost ?? new Promise<never>(() => {})])
  if (!loss) {
    sysfs.close?.()
    return 0
  }
  await mount.unmount()
  throw loss
}

const asBytes = (path: string | undefined) => path && fromUnicode(path)
