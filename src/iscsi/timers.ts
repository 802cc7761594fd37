import type { Connection } from './connection.ts'

/** Limits on silence, in seconds. */
export interface Patience {
  /** From accept to full feature phase. */
  readonly loginTimeout: number
  /** A discovery session without a PDU. */
  readonly discoveryTimeout: number
}

/** Looks at one connection; called about twice a second. */
export function watch(connection: Connection, patience: Patience): void {
  if (!connection.isLoggedIn) {
    watchLogin(connection, patience)
    return
  }
  if (connection.isDiscovery) {
    watchDiscovery(connection, patience)
    return
  }
  watchSession(connection)
}

function watchLogin(connection: Connection, { loginTimeout }: Patience): void {
  if (since(connection, connection.accepted) < loginTimeout) return
  connection.log.warning(`Login of ${connection.name} not finished in ${loginTimeout} s`)
  connection.close('login timeout')
}

function watchDiscovery(connection: Connection, { discoveryTimeout }: Patience): void {
  if (since(connection, connection.lastReceived) >= discoveryTimeout)
    connection.close('discovery session is idle')
}

function watchSession(connection: Connection): void {
  const { session, ping, window } = connection
  if (session === undefined) return
  const { nopInInterval, nopInTimeout, rspTimeout } = session.iscsiTarget.limits
  if (ping !== undefined && since(connection, ping.since) >= nopInTimeout) {
    expire(connection, nopInTimeout, 'NOP-In')
    return
  }
  if (since(connection, connection.stalledSince) >= rspTimeout) {
    expire(connection, rspTimeout, 'output')
    return
  }
  for (const { out } of session.transfers.values()) {
    if (out !== undefined && out.waitingSince > 0 && since(connection, out.waitingSince) >= rspTimeout) {
      expire(connection, rspTimeout, 'write data')
      return
    }
  }
  if (window.hasGap && since(connection, window.gapSince) >= rspTimeout) {
    expire(connection, rspTimeout, 'a missing command')
    return
  }
  const isQuiet = nopInInterval > 0 && since(connection, connection.lastReceived) >= nopInInterval
  if (isQuiet && ping === undefined) connection.sendPing()
}

function expire(connection: Connection, seconds: number, what: string): void {
  const { session } = connection
  connection.log.error(
    `Timeout ${seconds} sec sending data/waiting for reply to/from initiator ${connection.name} (SID ${session?.sid ?? ''}), closing connection: ${what}`,
  )
  connection.close('timeout', { announce: true })
}

const since = (connection: Connection, moment: number): number => (connection.host.now - moment) / 1000
