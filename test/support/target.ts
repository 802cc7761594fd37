import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, type DaemonOptions, startDaemon } from './daemon.ts'
import { temporaryDirectory } from './temporary.ts'

export const TARGET = 'iqn.2026-01.test.tscst:disks'

/** A daemon that serves file-backed disks, configured by `scstadmin -config`. */
export interface Served extends Daemon {
  /** The backing file of a disk. */
  file(disk: number): string
  /** Where files of the test can lie. */
  readonly directory: string
  /** Takes the files away; they outlast the daemon for tests that look at them. */
  remove(): void
  /** `iscsi://…` of a LUN, with credentials and options as libiscsi writes them. */
  url(lun: number, options?: { readonly user?: string; readonly query?: string }): string
}

export interface ServedOptions extends DaemonOptions {
  readonly disks?: number
  /** Bytes of each disk. */
  readonly size?: number
  /** Lines of the target's section. */
  readonly target?: readonly string[]
}

export async function serve({
  disks = 1,
  size = 64 << 20,
  target = [],
  ...options
}: ServedOptions = {}): Promise<Served> {
  const directory = temporaryDirectory()
  const file = (disk: number) => join(directory.path, `disk${disk}`)
  const numbers = Array.from({ length: disks }, (_, at) => at)
  for (const disk of numbers) {
    writeFileSync(file(disk), '')
    truncateSync(file(disk), size)
  }
  const daemon = await startDaemon(options)
  const conf = join(directory.path, 'scst.conf')
  writeFileSync(conf, configuration(numbers, file, target))
  const applied = await daemon.scstadmin(['-config', conf])
  if (applied.exit !== 0) throw new Error(`scstadmin -config: ${applied.stdout}${applied.stderr}`)
  return {
    ...daemon,
    file,
    directory: directory.path,
    url: (lun, { user, query } = {}) =>
      `iscsi://${user === undefined ? '' : `${user}@`}127.0.0.1:${daemon.port}/${TARGET}/${lun}${query === undefined ? '' : `?${query}`}`,
    remove: directory.remove,
  }
}

const configuration = (
  disks: readonly number[],
  file: (disk: number) => string,
  target: readonly string[],
): string =>
  `HANDLER vdisk_fileio {
${disks.map((disk) => `  DEVICE disk${disk} {\n    filename ${file(disk)}\n  }\n`).join('')}}

TARGET_DRIVER iscsi {
  enabled 1

  TARGET ${TARGET} {
    enabled 1
${target.map((line) => `    ${line}\n`).join('')}
${disks.map((disk) => `    LUN ${disk} disk${disk}\n`).join('')}  }
}
`
