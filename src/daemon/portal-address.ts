import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { PortalAddress } from '../iscsi/portal.ts'

/** `10.0.0.1`, `10.0.0.1:3260`, `[fd00::1]:3260`, `fd00::1`, a name; undefined for anything else. */
export function parsePortal(text: string, defaultPort: number): PortalAddress | undefined {
  if (isIP(text) === 6) return { host: text, port: defaultPort }
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::([0-9]+))?$/.exec(text)
  if (!match) return undefined
  const host = match[1] ?? match[2]
  const port = match[3] === undefined ? defaultPort : parsePort(match[3])
  if (port === undefined || (match[1] !== undefined && isIP(match[1]) !== 6)) return undefined
  return host === '' || host === '*' ? { port } : { host, port }
}

export function parsePort(text: string): number | undefined {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : undefined
  return port !== undefined && port <= 65535 ? port : undefined
}

/** Names become the addresses they stand for. */
export async function resolvePortals(portals: readonly PortalAddress[]): Promise<PortalAddress[]> {
  const resolved = await Promise.all(
    portals.map(async (portal) =>
      portal.host === undefined || isIP(portal.host)
        ? [portal]
        : (await addressesOf(portal.host)).map((host) => ({ host, port: portal.port })),
    ),
  )
  return resolved.flat()
}

async function addressesOf(name: string): Promise<string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address)
  } catch (cause) {
    throw new Error(`Unable to get address info [${name}] (${(cause as NodeJS.ErrnoException).code})!`, {
      cause,
    })
  }
}
