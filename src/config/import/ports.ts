import type { ByteString } from '../../lib/bytes.ts'
import type { Outcome } from './report.ts'

/** IANA's port of iSCSI. */
export const usualPort = 3260

/** The daemon has one port: the only one of the file, else the usual one, else the most frequent. */
export const chosenPort = (ports: readonly number[]): number => {
  const counts = new Map<number, number>()
  for (const port of ports) counts.set(port, (counts.get(port) ?? 0) + 1)
  if (counts.size === 0 || counts.has(usualPort)) return counts.size === 1 ? ports[0]! : usualPort
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

/** What becomes of a portal of this port; a rejected one puts its target off. */
export const portOutcome = (port: number, chosen: number, became: ByteString): Outcome => {
  if (port !== chosen) {
    const why = `port ${port}: the daemon has one port, and other portals of the file are on ${chosen}`
    return { verdict: 'rejected', why }
  }
  if (port === usualPort) return { verdict: 'mapped', became }
  return { verdict: 'mapped-lossy', became, why: `start the daemon with -p ${port}` }
}
