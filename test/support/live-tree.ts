import assert from 'node:assert/strict'
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
  /** Writes in this order, and what each answers and leaves in the file. */
  check(directory: ByteString, rows: readonly Row[]): Promise<void>
  /** Names of a directory, sorted. */
  names(path: ByteString): Promise<ByteString[]>
}

/** `code` as `write` answers it. */
export type Row = readonly [name: ByteString, text: ByteString, code: string, content: ByteString]

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
  const write = async (path: ByteString, text: ByteString) => {
    try {
      await tree.write(path, text)
      return '0'
    } catch (error) {
      if (!(error instanceof SysfsError)) throw error
      return error.stage === 'write' ? error.code : `open:${error.code}`
    }
  }
  return {
    scst,
    iscsi: iscsi!,
    tree,
    log,
    write,
    read: (path) => tree.read(path),
    check: async (directory, rows) => {
      for (const [name, text, code, content] of rows) {
        const path = directory === '' ? name : `${directory}/${name}`
        assert.equal(await write(path, text), code, `${JSON.stringify(text)} > ${path}`)
        assert.equal(await tree.read(path), content, `after ${JSON.stringify(text)} > ${path}`)
      }
    },
    names: async (path) => (await tree.list(path)).map(({ name }) => name).sort(),
  }
}
