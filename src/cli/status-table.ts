import Table from 'cli-table3'
import { type ByteString, fromUnicode, toUnicode } from '../lib/bytes.ts'
import { formatBytes } from '../lib/units.ts'
import { BORDERLESS } from './borderless.ts'
import { colour } from './colour.ts'
import type { LunStatus, SessionStatus, Status, TargetStatus } from './status.ts'

/** For people: three tables, coloured and as wide as the terminal on one. */
export function printStatus({ version, targets, sessions, luns }: Status, width?: number): ByteString {
  const counts = `${targets.length} targets, ${luns.length} LUNs, ${sessions.length} sessions`
  const parts = [
    `SCST ${version}: ${counts}`,
    ...section(
      'Targets',
      ['driver', 'target', 'state', 'LUNs', 'groups', 'sessions'],
      targets.map(targetRow),
      width,
    ),
    ...section('LUNs', ['target', 'group', 'LUN', 'device', 'handler', 'size'], luns.map(lunRow), width),
    ...section(
      'Sessions',
      ['target', 'initiator', 'active', 'commands', 'read', 'written'],
      sessions.map(sessionRow),
      width,
    ),
  ]
  return fromUnicode(`${parts.join('\n\n')}\n`)
}

const targetRow = ({ driver, target, enabled, luns, groups, sessions }: TargetStatus): string[] => [
  driver,
  target,
  enabled === undefined ? '' : enabled ? colour.green('enabled') : colour.yellow('disabled'),
  ...[luns, groups, sessions].map(String),
]

const lunRow = ({ target, group = '', lun, device, handler, size, readOnly }: LunStatus): string[] => [
  target,
  group,
  String(lun),
  device + (readOnly ? colour.dim(' (read-only)') : ''),
  handler,
  size === undefined ? '' : formatBytes(size),
]

const sessionRow = (session: SessionStatus): string[] => [
  session.target,
  session.initiator,
  String(session.activeCommands),
  String(session.commandsDone),
  formatBytes(session.bytesRead),
  formatBytes(session.bytesWritten),
]

/** Nothing where there are no rows. */
function section(title: string, head: string[], rows: string[][], width?: number): string[] {
  if (rows.length === 0) return []
  const table = new Table({
    head: head.map((text) => colour.bold(text)),
    chars: BORDERLESS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  for (const row of fitted([head, ...rows.map((cells) => cells.map(toUnicode))], width).slice(1))
    table.push(row)
  const lines = table.toString().split('\n')
  return [[colour.cyan(title), ...lines.map((line) => `  ${line.trimEnd()}`)].join('\n')]
}

/** The widest column gives way where a terminal is too narrow: names differ at their ends, so their middle goes. */
function fitted(rows: string[][], width: number | undefined): string[][] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))))
  const needed = INDENT + widths.reduce((sum, one) => sum + one + GAP, -GAP)
  if (width === undefined || needed <= width) return rows
  const widest = widths.indexOf(Math.max(...widths))
  const room = Math.max(SHORTEST, widths[widest]! - (needed - width))
  return rows.map((row) => row.map((cell, column) => (column === widest ? shortened(cell, room) : cell)))
}

const INDENT = 2
const GAP = 2
const SHORTEST = 16

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const widthOf = (cell: string): number => [...cell.replace(/\x1b\[\d+m/g, '')].length

function shortened(name: string, room: number): string {
  const letters = [...name]
  if (letters.length <= room) return name
  const end = Math.ceil((room - 1) / 2)
  return `${letters.slice(0, room - 1 - end).join('')}…${letters.slice(-end).join('')}`
}
