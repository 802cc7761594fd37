import { closeDevice as close, openDevice as open } from '../../admin/operation.ts'
import type { Export } from '../../admin/running.ts'
import { abort, must, say } from '../../admin/step.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { widest } from '../query/listing.ts'
import type { Change } from './change.ts'

export const openDevice: Change = function* ({ name, handler = '', attributes }) {
  return { code: yield* must(open(handler, name, attributes)) }
}

export const closeDevice: Change = function* ({ name, handler = '' }, { running, options }) {
  const exports = running.exportsOf(name)
  if (!options.force && exports.length > 0) {
    yield* say(exportTable(name, exports))
    yield* abort(`Device '${name}' still in use, aborting. Use -force to override.`)
  }
  return { code: yield* must(close(handler, name)), lip: 'all' }
}

/** One row for each target or group: of several LUNs there the last. */
function exportTable(device: ByteString, exports: readonly Export[]): ByteString {
  const byPlace = new Map(exports.map((e) => [[e.driver, e.target, e.group ?? ''].join('\0'), e]))
  const rows = [...byPlace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { driver, target, group, lun }]) => [driver, target, group ?? '', lun])
  const headings = ['Driver', 'Target', 'Group', 'Lun']
  const widths = [0, 1, 2].map((i) => widest([headings[i]!, ...rows.map((row) => row[i]!)])).concat(4)
  const line = (cells: readonly ByteString[]): ByteString =>
    `\t${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' ')}\n`
  return (
    `Device '${device}' is currently in use by the following:\n\n` +
    [headings, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('')
  )
}
