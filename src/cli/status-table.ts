import chalk from 'chalk'
import Table from 'cli-table3'
import { type ByteString, fromUnicode, toUnicode } from '../lib/bytes.ts'
import { formatBytes } from '../lib/units.ts'
import { BORDERLESS } from './borderless.ts'
import type { LunStatus, SessionStatus, Status, TargetStatus } from './status.ts'

/** For people: three tables, coloured on a terminal. */
export function printStatus({ version, targets, sessions, luns }: Status): ByteString {
  const counts = `${targets.length} targets, ${luns.length} LUNs, ${sessions.length} sessions`
  const parts = [
    `SCST ${version}: ${counts}`,
    ...section(
      'Targets',
      ['driver', 'target', 'state', 'LUNs', 'groups', 'sessions'],
      targets.map(targetRow),
    ),
    ...section('LUNs', ['target', 'group', 'LUN', 'device', 'handler', 'size'], luns.map(lunRow)),
    ...section(
      'Sessions',
      ['target', 'initiator', 'active', 'commands', 'read', 'written'],
      sessions.map(sessionRow),
    ),
  ]
  return fromUnicode(`${parts.join('\n\n')}\n`)
}

const targetRow = ({ driver, target, enabled, luns, groups, sessions }: TargetStatus): string[] => [
  driver,
  target,
  enabled === undefined ? '' : enabled ? chalk.green('enabled') : chalk.yellow('disabled'),
  ...[luns, groups, sessions].map(String),
]

const lunRow = ({ target, group = '', lun, device, handler, size, readOnly }: LunStatus): string[] => [
  target,
  group,
  String(lun),
  device + (readOnly ? chalk.dim(' (read-only)') : ''),
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
function section(title: string, head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return []
  const table = new Table({
    head: head.map((text) => chalk.bold(text)),
    chars: BORDERLESS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  table.push(...rows.map((row) => row.map(toUnicode)))
  const lines = table.toString().split('\n')
  return [[chalk.cyan(title), ...lines.map((line) => `  ${line.trimEnd()}`)].join('\n')]
}
