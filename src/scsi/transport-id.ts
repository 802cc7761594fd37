/** SPC protocol identifiers that have a TransportID we know the form of. */
const ISCSI = 5

/**
 * What a TransportID (SPC-4 7.6.4) names, as text: equal texts, equal names. Without `port` (iSCSI, format 00b) it is
 * every port of its initiator.
 */
export interface InitiatorPort {
  readonly initiator: string
  readonly port: string | undefined
}

/** Whether two TransportIDs name the same initiator port. */
export function sameTransportId(a: Uint8Array, b: Uint8Array): boolean {
  const [one, other] = [initiatorPort(a), initiatorPort(b)]
  if (one.initiator !== other.initiator) return false
  return one.port === undefined || other.port === undefined || one.port === other.port
}

/** iSCSI names compare without case. */
export function initiatorPort(id: Uint8Array): InitiatorPort {
  if (((id[0] ?? 0) & 0x0f) !== ISCSI) return { initiator: Buffer.from(id).toString('hex'), port: '' }
  const text = Buffer.from(id.subarray(4)).toString('latin1').replace(/\0.*$/s, '').toLowerCase()
  const at = ((id[0] ?? 0) & 0xc0) === 0 ? -1 : text.lastIndexOf(',i,0x')
  if (at < 0) return { initiator: `iscsi ${text}`, port: undefined }
  return { initiator: `iscsi ${text.slice(0, at)}`, port: isid(text.slice(at + 5)) }
}

/** SCST prints the ISID with its bytes reversed, others as it is on the wire: both are the same port. */
function isid(digits: string): string {
  const padded = digits.padStart(12, '0')
  if (!/^[0-9a-f]{12}$/.test(padded)) return padded
  const reversed = Buffer.from(padded, 'hex').reverse().toString('hex')
  return padded < reversed ? padded : reversed
}

/** Protocols whose TransportIDs are taken as 24 bytes: Fibre Channel, SRP, SAS. */
const OF_24_BYTES = [0, 4, 6]

/** The TransportID at the start of the bytes; undefined when it is malformed or of a protocol without one. */
export function transportIdAt(bytes: Buffer): Uint8Array | undefined {
  const protocol = (bytes[0] ?? 0) & 0x0f
  if (bytes.length < 24) return undefined
  if (OF_24_BYTES.includes(protocol)) return new Uint8Array(bytes.subarray(0, 24))
  if (protocol !== ISCSI || (bytes[0]! & 0xc0) > 0x40) return undefined
  const length = bytes.readUInt16BE(2) + 4
  if (length < 24 || length % 4 !== 0 || length > bytes.length) return undefined
  return new Uint8Array(bytes.subarray(0, length))
}
