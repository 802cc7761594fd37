import { Scst, type ScstOptions } from '../../src/core/scst.ts'
import type { IscsiDriver } from '../../src/iscsi/driver.ts'
import type { ByteString } from '../../src/lib/bytes.ts'
import { Log } from '../../src/lib/log.ts'
import { SysfsError } from '../../src/sysfs/sysfs.ts'
import { loadModules } from '../../src/tree/modules.ts'
import { Tree } from '../../src/tree/tree.ts'

/** SCST's objects and their tree in this process, two processors, the driver served. */
export interface LiveTree {
  readonly scst: Scst
  readonly iscsi: IscsiDriver
  readonly tree: Tree
  /** What was logged: `scst: ***ERROR***: …` */
  readonly log: string[]
  /** The error number's name, with `open:` before it where the file did not open; 0 when it was written. */
  write(path: ByteString, text: ByteString): Promise<string>
  read(path: ByteString): Promise<ByteString>
  /** Names of a directory, sorted. */
  names(path: ByteString): Promise<ByteString[]>
}

const MARKS: Readonly<Record<string, string>> = {
  error: '***ERROR***: ',
  warning: '***WARNING***: ',
  critical: '***CRITICAL ERROR***: ',
}

export function liveTree(modules?: readonly string[], options: ScstOptions = {}): LiveTree {
  const log: string[] = []
  const sink = new Log('scst', ({ subsystem, severity, text }) => {
    log.push(`${subsystem}: ${MARKS[severity] ?? ''}${text}`)
  })
  const scst = new Scst({ log: sink, cpus: 2, ...options })
  const { iscsi } = loadModules(scst, modules)
  if (iscsi) iscsi.openState = 'open'
  log.length = 0
  const tree = new Tree(scst)
  return {
    scst,
    iscsi: iscsi!,
    tree,
    log,
    write: async (path, text) => {
      try {
        await tree.write(path, text)
        return '0'
      } catch (error) {
        if (!(error instanceof SysfsError)) throw error
        return error.stage === 'write' ? error.code : `open:${error.code}`
      }
    },
    read: (path) => tree.read(path),
    names: async (path) => (await tree.list(path)).map(({ name }) => name).sort(),
  }
}
