const PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi']

/** Bytes for people: `512 B`, `64 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let power = 0
  while (value >= 1024 && power < PREFIXES.length - 1) {
    value /= 1024
    power++
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${PREFIXES[power]}B`
}
