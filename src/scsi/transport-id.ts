/** SPC protocol identifiers that have a TransportID we know the form of. */
const ISCSI = 5

/**
 * Whether two TransportIDs (SPC-4 7.6.4) name the same initiator port. iSCSI names compare without case; one of
 * format 00b (no ISID) names every port of its initiator.
 */
export function sameTransportId(a: Uint8Array, b: Uint8Array): boolean {
  if (((a[0] ?? 0) & 0x0f) !== ISCSI || ((b[0] ?? 0) & 0x0f) !== ISCSI) return Buffer.compare(a, b) === 0
  const [name, isid] = iscsiName(a)
  const [otherName, otherIsid] = iscsiName(b)
  return name === otherName && (isid === undefined || otherIsid === undefined || sameIsid(isid, otherIsid))
}

/** SCST prints the ISID with its bytes reversed, others as it is on the wire: both are the same port. */
function sameIsid(a: string, b: string): boolean {
  const [x, y] = [a.padStart(12, '0'), b.padStart(12, '0')]
  return x === y || Buffer.from(x, 'hex').reverse().toString('hex') === y
}

/** Initiator name and, in format 01b, the ISID. */
function iscsiName(id: Uint8Array): readonly [string, string | undefined] {
  const text = Buffer.from(id.subarray(4)).toString('latin1').replace(/\0.*$/s, '').toLowerCase()
  if (((id[0] ?? 0) & 0xc0) === 0) return [text, undefined]
  const at = text.lastIndexOf(',i,0x')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 5)]
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
