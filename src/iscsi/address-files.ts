import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type ByteString, fromBuffer } from '../lib/bytes.ts'
import { type AddressLine, addressFileMatches, parseAddressFile } from '../lib/initiator-addresses.ts'
import type { Log } from '../lib/log.ts'

/** What a file said when it was last read, and the version that was. */
interface Seen {
  readonly version: string
  /** undefined: there is a file, and it cannot be read. */
  readonly lines: readonly AddressLine[] | undefined
}

/** `initiators.deny` and `initiators.allow`: looked at for every login, read again when they changed. */
export class AddressFiles {
  readonly #directory: string
  readonly #log: Log
  readonly #seen = new Map<string, Seen>()
  /** What they say in this turn of the loop: a list of a thousand targets looks at each file once. */
  readonly #now = new Map<string, readonly AddressLine[] | undefined>()

  constructor(directory: string, log: Log) {
    this.#directory = directory
    this.#log = log
  }

  /** The deny file names the address and the allow file does not; a file that cannot be read never admits. */
  denies(target: ByteString, address: ByteString): boolean {
    const denied = this.#linesNow('initiators.deny')
    if (denied !== undefined && !addressFileMatches(denied, target, address)) return false
    const allowed = this.#linesNow('initiators.allow')
    return allowed === undefined || !addressFileMatches(allowed, target, address)
  }

  forget(): void {
    this.#seen.clear()
    this.#now.clear()
  }

  #linesNow(name: string): readonly AddressLine[] | undefined {
    if (this.#now.size === 0) setImmediate(() => this.#now.clear())
    if (!this.#now.has(name)) this.#now.set(name, this.#lines(name))
    return this.#now.get(name)
  }

  #lines(name: string): readonly AddressLine[] | undefined {
    const path = join(this.#directory, name)
    try {
      const { mtimeMs, size, ino } = statSync(path)
      const version = `${mtimeMs} ${size} ${ino}`
      const seen = this.#seen.get(name)
      if (seen?.version === version) return seen.lines
      return this.#keep(name, version, parseAddressFile(fromBuffer(readFileSync(path))))
    } catch (error) {
      if (isMissing(error)) return []
      if (this.#seen.get(name)?.version !== '') this.#log.error(`${path} cannot be read: ${String(error)}`)
      return this.#keep(name, '', undefined)
    }
  }

  #keep(name: string, version: string, lines: readonly AddressLine[] | undefined) {
    this.#seen.set(name, { version, lines })
    return lines
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
