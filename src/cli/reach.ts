import { Run, type RunOptions, statusOf } from '../admin/run.ts'
import { type ByteString, fromUnicode } from '../lib/bytes.ts'
import { errnoNumber } from '../lib/errno.ts'
import { choosePlace, KERNEL_DIRECTORY, openSysfs } from '../sysfs/open.ts'
import { type Sysfs, SysfsError } from '../sysfs/sysfs.ts'
import type { Environment } from './environment.ts'

/** Which tree to work on, and how close to the original. */
export interface Asked {
  readonly sysfs: ByteString | undefined
  readonly socket: ByteString | undefined
  readonly isStrict: boolean
}

/** The kernel's tree is root's; strict demands root everywhere, as the original does. */
export function isPermitted({ uid, env, terminal }: Environment, asked: Asked): boolean {
  const place = choosePlace(asked, env)
  const needsRoot = asked.isStrict || (place.kind === 'directory' && place.path.startsWith(KERNEL_DIRECTORY))
  if (uid === 0 || !needsRoot) return true
  terminal.err('This program must run as root.\n')
  return false
}

/** Reaches the tree and works on it; answers the exit status, where there is none `unreachable` or the original's. */
export async function withTree(
  environment: Environment,
  asked: Asked,
  work: (sysfs: Sysfs) => Promise<number>,
  unreachable?: number,
): Promise<number> {
  const reached = await reach(environment, asked)
  if ('complaint' in reached) {
    environment.terminal.err(reached.complaint)
    return unreachable ?? reached.status
  }
  try {
    return await statusOf(() => work(reached.sysfs))
  } finally {
    if (!environment.sysfs) reached.sysfs.close?.()
  }
}

/** The same with a run that a signal can stop. */
export const withRun = (
  environment: Environment,
  asked: Asked,
  options: RunOptions,
  work: (run: Run) => Promise<number>,
): Promise<number> =>
  withTree(environment, asked, (sysfs) => {
    const run = new Run(sysfs, environment.terminal, options)
    environment.onInterrupt?.(() => run.interrupt())
    return work(run)
  })

type Reached = { readonly sysfs: Sysfs } | { readonly complaint: ByteString; readonly status: number }

const NOT_THERE = 'Failed to obtain SCST version information. Are the SCST modules loaded?\n'

/** The tree, if it shows an SCST whose version we understand. */
async function reach({ sysfs: given, env }: Environment, asked: Asked): Promise<Reached> {
  try {
    const sysfs = given ?? (await openSysfs(choosePlace(asked, env)))
    const version = (await sysfs.read('version')).split('\n', 1)[0]!
    if (/\d+\.\d+\.\d+/.test(version)) return { sysfs }
    sysfs.close?.()
    return { complaint: `Failed to parse SCST version from '${version}'\n`, status: errnoNumber('EBADF')! }
  } catch (error) {
    const why =
      asked.isStrict || error instanceof SysfsError ? '' : `${fromUnicode((error as Error).message)}\n`
    return { complaint: NOT_THERE + why, status: errnoNumber('ENOENT')! }
  }
}
