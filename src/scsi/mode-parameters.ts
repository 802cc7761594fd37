import type { ByteString } from '../lib/bytes.ts'
import type { StateFile } from './state-file.ts'

/** What MODE SELECT can change; numbers as in the pages (flags 0 or 1). */
export interface ModeValues {
  tas: number
  qErr: number
  tmfOnly: number
  swp: number
  dSense: number
  dpicz: number
  queueAlg: number
  writeThrough: number
}

const FLAG = [0, 1]

/** Names in the file of saved values, in SCST's order, and the values that MODE SELECT takes. */
const SAVED_NAMES: readonly (readonly [ByteString, keyof ModeValues, readonly number[]])[] = [
  ['TAS', 'tas', FLAG],
  ['QERR', 'qErr', [0, 1, 3]],
  ['TMF_ONLY', 'tmfOnly', FLAG],
  ['SWP', 'swp', FLAG],
  ['D_SENSE', 'dSense', FLAG],
  ['DPICZ', 'dpicz', FLAG],
  ['QUEUE_ALG', 'queueAlg', [0, 1]],
  ['WRITE_THROUGH', 'writeThrough', FLAG],
]

/** Current, saved and default mode parameters of a logical unit (SPC-4 5.13). */
export class ModeParameters {
  readonly current: ModeValues
  readonly saved: ModeValues
  readonly defaults: Readonly<ModeValues>
  readonly #deviceName: ByteString
  readonly #configured: Pick<ModeValues, 'writeThrough'>
  readonly #file: StateFile | undefined

  constructor(deviceName: ByteString, configured: Pick<ModeValues, 'writeThrough'>, file?: StateFile) {
    this.#deviceName = deviceName
    this.#configured = configured
    this.#file = file
    this.defaults = { tas: 0, qErr: 0, tmfOnly: 0, swp: 0, dSense: 0, dpicz: 0, queueAlg: 1, writeThrough: 0 }
    this.saved = { ...this.defaults, ...parseSaved(file?.read() ?? '') }
    this.current = { ...this.saved }
    this.restore()
  }

  /** A reset: saved values become current, write-through at least as configured. */
  restore(): void {
    Object.assign(this.current, this.saved)
    if (this.#configured.writeThrough === 1) this.current.writeThrough = 1
  }

  /** Saved values can be kept. */
  get canSave(): boolean {
    return this.#file !== undefined
  }

  /** MODE SELECT with SP: what is current, with the changes, is kept from now on; nothing changes when that fails. */
  async save(changes: Partial<ModeValues>): Promise<void> {
    const values = { ...this.current, ...changes }
    await this.#file?.write(this.#textOf(values))
    Object.assign(this.saved, values)
  }

  #textOf(values: ModeValues): ByteString {
    const lines = SAVED_NAMES.filter(([, key]) => values[key] !== this.defaults[key]).map(
      ([name, key]) => `${name}=${values[key]}\n`,
    )
    return `${this.#deviceName}\n${lines.join('')}`
  }
}

/** SCST's format: the device's name, then NAME=n a line. Other lines, and other values, mean nothing. */
export function parseSaved(text: ByteString): Partial<ModeValues> {
  const values: Partial<ModeValues> = {}
  for (const line of text.split('\n').slice(1)) {
    const [, name, digits] = /^([A-Z_]+)=(\d+)$/.exec(line) ?? []
    const [, key, allowed] = SAVED_NAMES.find(([saved]) => saved === name) ?? []
    if (key !== undefined && allowed!.includes(Number(digits))) values[key] = Number(digits)
  }
  return values
}
