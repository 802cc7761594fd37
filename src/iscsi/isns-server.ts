import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { ISNS_PORT } from '../isns/server-link.ts'
import type { ByteString } from '../lib/bytes.ts'
import { Refusal } from '../lib/refusal.ts'

/** A server that has not refused by then is taken as there, in milliseconds. */
const PATIENCE = 3000

/**
 * Makes sure that the network accepts a connection to the server. Fails with the error of the connect, or with ESRCH
 * for a name that does not resolve.
 */
export async function reachIsnsServer(address: ByteString, port: number = ISNS_PORT): Promise<void> {
  const host = isIP(address) ? address : await resolved(address)
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port })
    const settle = (error?: Error) => {
      clearTimeout(timer)
      socket.destroy()
      if (error) reject(error)
      else resolve()
    }
    const timer = setTimeout(settle, PATIENCE)
    socket.once('connect', () => settle())
    socket.once('error', settle)
  })
}

const resolved = async (name: ByteString): Promise<string> => {
  try {
    return (await lookup(name)).address
  } catch (cause) {
    throw new Refusal('ESRCH', `${name} does not resolve`, { cause })
  }
}
