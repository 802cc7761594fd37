import type { AttributeTable } from '../../admin/attributes.ts'
import { ReadError } from '../../admin/read-error.ts'
import type { Running } from '../../admin/running.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { printAttributes } from './attribute-table.ts'
import type { Query } from './listing.ts'

/** -list_sessions: every target with its sessions and their figures. */
export const listSessions: Query = (running) => {
  const targets = running
    .drivers()
    .sort()
    .flatMap((driver) =>
      running
        .targets(driver)
        .sort()
        .map((target) => ({ driver, target })),
    )
    .map((owner) => ({ ...owner, sessions: sessionsOf(running, owner.driver, owner.target) }))
  return {
    text: targets
      .map(
        ({ driver, target, sessions }) => `Driver/Target: ${driver}/${target}\n\n${printSessions(sessions)}`,
      )
      .join(''),
    found: targets.map(({ sessions, ...owner }) => ({
      ...owner,
      sessions: Object.fromEntries(sessions.map(([name, figures]) => [name, values(figures)])),
    })),
  }
}

/** A list that cannot be read shows as empty. */
function sessionsOf(
  running: Running,
  driver: ByteString,
  target: ByteString,
): [name: ByteString, figures: AttributeTable][] {
  try {
    return [...running.sessions(driver, target)].sort(([a], [b]) => (a < b ? -1 : 1))
  } catch (error) {
    if (error instanceof ReadError) return []
    throw error
  }
}

const ALL_ALIKE = { nonKey: true, fixed: { writable: true, key: false } }

const printSessions = (sessions: [name: ByteString, figures: AttributeTable][]): ByteString =>
  sessions.length === 0
    ? '\t(no sessions)\n\n'
    : sessions
        .map(([name, figures]) => `\tSession: ${name}\n\n${printAttributes(figures, ALL_ALIKE)}\n`)
        .join('')

const values = (figures: AttributeTable): Record<string, ByteString | null> =>
  Object.fromEntries([...figures].map(([name, { value }]) => [name, value ?? null]))
