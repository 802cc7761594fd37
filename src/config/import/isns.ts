import type { ByteString } from '../../lib/bytes.ts'
import { hasBlank, isWritable } from './text.ts'

const longest = 255

/** The driver's `iSNSServer`; undefined when the server's name is none that SCST can take. */
export const isnsValue = (server: ByteString, isControlled: boolean): ByteString | undefined => {
  if (server === '' || server.length > longest || hasBlank(server) || !isWritable(server)) return undefined
  return isControlled ? `${server} AccessControl` : server
}
