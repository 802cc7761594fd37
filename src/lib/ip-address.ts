import { isIPv4, isIPv6 } from 'node:net'

/** The 4 or 16 bytes of a numeric address (an IPv6 scope is left out); undefined when the text is none. */
export function addressBytes(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  const bare = withoutScope(text)
  return isIPv6(bare) ? ipv6Bytes(bare) : undefined
}

/** `fe80::1%eth0` without `%eth0`. */
export const withoutScope = (address: string): string => address.split('%', 1)[0]!

/** As a URL or key=value text writes a host: IPv6 in brackets. */
export const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** Every group with all its digits, as SCST names connections: `[fe80:0000:…:0001]`; IPv4 stays as it is. */
export function expanded(address: string): string {
  const bytes = addressBytes(address)
  if (bytes?.length !== 16) return address
  const hex = Buffer.from(bytes).toString('hex')
  return `[${hex.match(/.{4}/g)!.join(':')}]`
}

function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = withoutDottedEnd(text).split('::')
  const left = groups(head)
  const right = groups(tail ?? '')
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right]
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

/** `::ffff:1.2.3.4` as `::ffff:0102:0304`. */
function withoutDottedEnd(text: string): string {
  const at = text.lastIndexOf(':') + 1
  const last = text.slice(at)
  if (!isIPv4(last)) return text
  const hex = Buffer.from(last.split('.').map(Number)).toString('hex')
  return `${text.slice(0, at)}${hex.slice(0, 4)}:${hex.slice(4)}`
}

const groups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
