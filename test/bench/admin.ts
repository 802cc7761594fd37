import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/**
 * `npm run bench:admin`: how long `-config`, `-write_config` and `-config` again take with 50, 500 and 2,000 devices and
 * LUNs of one target, and with as many targets of one LUN each. Milliseconds of wall time, the program's start included.
 */
const COUNTS = [50, 500, 2000]

const SHAPES: Readonly<Record<string, (count: number) => string>> = {
  'devices and LUNs': (count) =>
    `${devices(count)}${driver(
      `${target(
        'iqn.2026-01.test.tscst:all',
        numbers(count)
          .map((n) => `\t\tLUN ${n} null${n}\n`)
          .join(''),
      )}`,
    )}`,
  'targets of one LUN': (count) =>
    `${devices(count)}${driver(
      numbers(count)
        .map((n) => target(`iqn.2026-01.test.tscst:t${n}`, `\t\tLUN 0 null${n}\n`))
        .join(''),
    )}`,
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at)
const devices = (count: number): string =>
  `HANDLER vdisk_nullio {\n${numbers(count)
    .map((n) => `\tDEVICE null${n}\n`)
    .join('')}}\n`
const driver = (targets: string): string => `TARGET_DRIVER iscsi {\n\tenabled 1\n${targets}}\n`
const target = (name: string, luns: string): string => `\tTARGET ${name} {\n\t\tenabled 1\n${luns}\t}\n`

async function main(): Promise<void> {
  console.log(row(['', 'count', '-config', '-write_config', '-config again']))
  for (const [shape, configuration] of Object.entries(SHAPES)) {
    for (const count of COUNTS) {
      const times = await measure(configuration(count))
      console.log(row([shape, String(count), ...times.map((ms) => `${ms.toFixed(0)} ms`)]))
    }
  }
}

async function measure(configuration: string): Promise<number[]> {
  const directory = temporaryDirectory()
  const daemon = await startDaemon()
  try {
    const conf = join(directory.path, 'scst.conf')
    writeFileSync(conf, configuration)
    const written = join(directory.path, 'written.conf')
    return [
      await timed(daemon, ['-config', conf, '-noprompt']),
      await timed(daemon, ['-write_config', written]),
      await timed(daemon, ['-config', written, '-noprompt']),
    ]
  } finally {
    await daemon.stop()
    directory.remove()
  }
}

async function timed(daemon: Daemon, args: readonly string[]): Promise<number> {
  const started = performance.now()
  const result = await daemon.scstadmin(args)
  if (result.exit !== 0) throw new Error(`scstadmin ${args.join(' ')}: ${result.stdout}${result.stderr}`)
  return performance.now() - started
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, at) => (at === 0 ? cell.padEnd(20) : cell.padStart(15))).join('')

await main()
