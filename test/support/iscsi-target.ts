import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IscsiPortals, type PortalSettings } from '../../src/iscsi/portal.ts'
import { type LiveTree, liveTree } from './live-tree.ts'
import { temporaryDirectory } from './temporary.ts'

export const TARGET = 'iqn.2026-01.test.tscst:conformance'
export const INITIATOR = 'iqn.2026-01.test:initiator'

/** SCST's objects, an iSCSI target with a 1 MiB disk at LUN 0, and its portal on a free port of 127.0.0.1. */
export interface ServedTarget extends LiveTree {
  readonly port: number
  readonly portals: IscsiPortals
  /** The disk's file. */
  readonly file: string
  /** An attribute of the target. */
  set(attribute: string, value: string): Promise<void>
  close(): Promise<void>
}

export async function serveTarget(settings: Partial<PortalSettings> = {}): Promise<ServedTarget> {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'disk')
  writeFileSync(file, '')
  truncateSync(file, 1 << 20)
  const live = liveTree()
  const portals = new IscsiPortals(live.iscsi, live.iscsi.log, { addressFiles: directory.path, ...settings })
  const [portal] = await portals.listen([{ host: '127.0.0.1', port: 0 }])
  const write = async (path: string, text: string) => {
    const result = await live.write(path, text)
    if (result !== '0') throw new Error(`${text} > ${path}: ${result}`)
  }
  await write('handlers/vdisk_fileio/mgmt', `add_device disk1 filename=${file}`)
  await write('targets/iscsi/mgmt', `add_target ${TARGET}`)
  await write(`targets/iscsi/${TARGET}/luns/mgmt`, 'add disk1 0')
  await write(`targets/iscsi/${TARGET}/enabled`, '1')
  await write('targets/iscsi/enabled', '1')
  return {
    ...live,
    port: portal!.port,
    portals,
    file,
    set: (attribute, value) => write(`targets/iscsi/${TARGET}/${attribute}`, value),
    async close() {
      await portals.close({ graceful: false })
      await live.scst.close()
      directory.remove()
    },
  }
}
