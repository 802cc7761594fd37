import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { openFileStore } from '../../src/core/stores/file.ts'
import { nullStore } from '../../src/core/stores/null.ts'
import { execute } from '../../src/scsi/execute.ts'
import { ITLNexus } from '../../src/scsi/itl-nexus.ts'
import {
  DEVICE_TYPE,
  type Identity,
  LogicalUnit,
  type LogicalUnitOptions,
} from '../../src/scsi/logical-unit.ts'
import type { ITNexus, TargetPort } from '../../src/scsi/nexus.ts'
import type { StateFile } from '../../src/scsi/state-file.ts'
import { type DataTransfer, STATUS, Task, type TaskAttribute } from '../../src/scsi/task.ts'

/** The tests' transport: data in one buffer, at once or, with `later`, when `arrive` is called. */
export class BufferTransfer implements DataTransfer {
  readonly expectedLength: number
  readonly read: boolean
  readonly write: boolean
  /** Data-In that came. */
  received = Buffer.alloc(0)
  readonly #out: Buffer

  constructor(allocation: number, out?: Buffer) {
    this.#out = out ?? Buffer.alloc(0)
    this.write = this.#out.length > 0
    this.read = !this.write && allocation > 0
    this.expectedLength = this.write ? this.#out.length : allocation
  }

  dataIn(length: number, fill: (span: Uint8Array, offset: number) => unknown): void | Promise<void> {
    const room = Buffer.alloc(Math.min(length, this.expectedLength))
    const filled = fill(room, 0)
    const keep = (): void => {
      this.received = room
    }
    return filled instanceof Promise ? filled.then(keep) : keep()
  }

  dataOut(
    length: number,
    drain: (spans: readonly Uint8Array[], offset: number) => unknown,
  ): void | Promise<void> {
    const data = this.#out.subarray(0, length)
    if (data.length === 0) return
    // Two spans: receivers must not count on one.
    const half = data.length >> 1
    const spans = [data.subarray(0, half), data.subarray(half)].filter((span) => span.length > 0)
    const drained = drain(spans, 0)
    return drained instanceof Promise ? drained.then(() => {}) : undefined
  }
}

/** An answer as the recordings print it: statuses as numbers, bytes as hex. */
export interface Answer {
  readonly status: number
  readonly sense: string
  readonly data: string
  readonly residual: number
}

export interface Request {
  readonly alloc?: number
  readonly out?: Buffer
  readonly attribute?: TaskAttribute
  /** A LUN that may not be mapped. */
  readonly lun?: number
}

let tags = 0

/** A task for a CDB in hex; blanks are free. */
export function taskFor(nexus: TestNexus, cdb: string, { alloc = 0, out, attribute, lun = 0 }: Request = {}) {
  const bytes = Buffer.from(cdb.replaceAll(' ', ''), 'hex')
  const padded = Buffer.concat([bytes, Buffer.alloc(Math.max(16 - bytes.length, 0))])
  const transfer = new BufferTransfer(alloc, out)
  return new Task(nexus, nexus.luns.get(lun), lun, tags++, attribute ?? 'simple', padded, transfer)
}

export async function send(nexus: TestNexus, cdb: string, request: Request = {}): Promise<Answer> {
  const task = taskFor(nexus, cdb, request)
  await execute(task)
  return answerOf(task)
}

export function answerOf(task: Task): Answer {
  const transfer = task.transfer as BufferTransfer
  return {
    status: task.status,
    sense: Buffer.from(task.sense).toString('hex'),
    data: task.status === 0 ? transfer.received.toString('hex') : '',
    residual: transfer.expectedLength - task.demanded,
  }
}

/** A session. */
export interface TestNexus extends ITNexus {
  readonly luns: Map<number, ITLNexus>
}

export const PORT: TargetPort = { name: 'iqn.2026-10.test:target', driver: 'iscsi', relTgtId: 1, protocol: 5 }

/** A session of an initiator with the logical units as LUN 0, 1 and so on. */
export function session(initiatorName: string, ...units: readonly LogicalUnit[]): TestNexus {
  return sessionAt(PORT, initiatorName, ...units)
}

let sessions = 0

export function sessionAt(
  port: TargetPort,
  initiatorName: string,
  ...units: readonly LogicalUnit[]
): TestNexus {
  const nexus: TestNexus = {
    id: sessions++,
    initiatorName,
    transportId: iscsiTransportId(`${initiatorName},i,0xefbe003d0200`),
    port,
    addrMethod: 'PERIPHERAL',
    luns: new Map(),
  }
  units.forEach((unit, lun) => {
    const itl = new ITLNexus(nexus, lun, unit, false)
    nexus.luns.set(lun, itl)
    unit.attach(itl)
  })
  return nexus
}

/** TransportID of an iSCSI initiator port (SPC-4 7.6.4.6). */
export function iscsiTransportId(name: string): Uint8Array {
  const text = Buffer.from(`${name}\0`, 'latin1')
  const padded = Buffer.alloc(Math.max(20, Math.ceil(text.length / 4) * 4))
  text.copy(padded)
  return Buffer.concat([Buffer.from([0x45, 0, padded.length >> 8, padded.length & 0xff]), padded])
}

export const identityFor = (name: string, id: string): Identity => ({
  t10VendId: 'SCST_FIO',
  vendSpecificId: `${id}-${name}`,
  prodId: name,
  prodRevLvl: '3110',
  scsiDeviceName: '',
  t10DevId: `${id}-${name}`,
  eui64Id: new Uint8Array(0),
  naaId: new Uint8Array(0),
  usn: id,
  inqVendSpecific: '',
})

/** A disk as the defaults make it, with no store yet. */
export function disk(options: Partial<LogicalUnitOptions> = {}, size = 64 << 20): LogicalUnit {
  const all: LogicalUnitOptions = {
    name: 'disk1',
    type: DEVICE_TYPE.DISK,
    dummy: false,
    blockSize: 512,
    readOnly: false,
    removable: false,
    rotational: true,
    tst: 1,
    writeThrough: false,
    nvCache: false,
    thinProvisioned: false,
    ...options,
  }
  return new LogicalUnit(all, identityFor(all.name, 'b8fdbd32'), size)
}

/** A CD-ROM drive with a disc of zeros; empty with size 0. */
export function cdrom(size: number): LogicalUnit {
  const lu = disk(
    { name: 'cd', type: DEVICE_TYPE.CDROM, blockSize: 2048, readOnly: true, removable: true },
    size,
  )
  if (size > 0) lu.store = nullStore(size)
  return lu
}

/** Takes the unit attentions of the login. */
export function attended(nexus: TestNexus): TestNexus {
  for (const itl of nexus.luns.values()) itl.unitAttentions.length = 0
  return nexus
}

const STATUS_NAMES = new Map(
  Object.entries(STATUS).map(([name, code]) => [code as number, name.replaceAll('_', ' ')]),
)

/**
 * An answer in words: `GOOD` with the data in hex, another status, or the sense as key/ASC/ASCQ with its field
 * (`5/24/00 CDB 2.0`, `5/26/00 list 8`).
 */
export function said({ status, sense, data }: Answer): string {
  if (status === STATUS.GOOD) return data === '' ? 'GOOD' : `GOOD ${data}`
  if (status !== STATUS.CHECK_CONDITION) return STATUS_NAMES.get(status) ?? `status ${status}`
  const bytes = Buffer.from(sense, 'hex')
  const descriptor = (bytes[0]! & 0x7f) >= 0x72
  const [key, asc, ascq] = descriptor ? bytes.subarray(1, 4) : [bytes[2]! & 0x0f, bytes[12]!, bytes[13]!]
  const code = `${key!.toString(16)}/${hex2(asc!)}/${hex2(ascq!)}`
  return `${(bytes[0]! & 0x01) === 1 ? 'deferred ' : ''}${code}${descriptor ? ' (descriptor)' : fieldOf(bytes)}`
}

const hex2 = (byte: number): string => byte.toString(16).padStart(2, '0')

function fieldOf(sense: Buffer): string {
  const pointer = sense[15]!
  if ((pointer & 0x80) === 0 || (sense[2]! & 0x0f) !== 5) return ''
  const bit = (pointer & 0x08) === 0 ? '' : `.${pointer & 0x07}`
  return ` ${(pointer & 0x40) === 0 ? 'list' : 'CDB'} ${sense.readUInt16BE(16)}${bit}`
}

/** What was sent (a CDB in hex, and with it data in hex or an allocation), and what was said. */
export type Vector = readonly [
  what: string,
  cdb: string,
  expected: string,
  request?: Request | string | number,
]

/** One test for each vector, in order, in one session. */
export function vectors(nexus: TestNexus | Promise<TestNexus>, rows: readonly Vector[]): void {
  for (const [what, cdb, expected, request = 0] of rows) {
    it(what, async () => {
      const answer = await send(await nexus, cdb, requestOf(request))
      assert.equal(said(answer), expected.replaceAll(/(?<=GOOD .*)\s/gs, ''))
    })
  }
}

function requestOf(request: Request | string | number): Request {
  if (typeof request === 'number') return { alloc: request }
  if (typeof request === 'string') return { out: Buffer.from(request.replaceAll(' ', ''), 'hex') }
  return request
}

/** A disk on a file of zeros, in a directory that the tests' end takes away. */
export async function fileDisk(
  options: Partial<LogicalUnitOptions> = {},
  size = 1 << 20,
): Promise<LogicalUnit> {
  const lu = disk(options, size)
  lu.store = await openFileStore(temporaryFile(size), { readOnly: lu.options.readOnly })
  return lu
}

let directory: string | undefined

/** A sparse file of its own. */
export function temporaryFile(size: number): string {
  directory ??= mkdtempSync(join(tmpdir(), 'tscst-'))
  const path = join(directory, `disk${files++}`)
  writeFileSync(path, '')
  truncateSync(path, size)
  return path
}

let files = 0
process.once('exit', () => {
  if (directory !== undefined) rmSync(directory, { recursive: true })
})

/** A session that has seen its login's unit attentions. */
export function initiator(...units: readonly LogicalUnit[]): TestNexus {
  return attended(session(`iqn.2026-10.test:initiator${sessions}`, ...units))
}

/** A StateFile in memory. */
export function memoryFile(content?: string): StateFile & { content: string | undefined } {
  return {
    content,
    read() {
      return this.content
    },
    async write(text) {
      this.content = text
    },
  }
}
