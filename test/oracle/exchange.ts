import type { Sysfs } from '../../src/sysfs/sysfs.ts'
import { SysfsError } from '../../src/sysfs/sysfs.ts'
import { Connection, type Pdu } from '../support/initiator/connection.ts'
import {
  binary,
  challenge,
  chapResponse,
  hex,
  type Keys,
  keysOf,
  LOGIN_RESPONSE,
  loginResponse,
  sendLogin,
  textOf,
} from '../support/initiator/login.ts'
import { relativePath } from './nodes.ts'

/** One step of a recorded exchange: a PDU on one of its connections, or a look at the tree. */
export type Step =
  | LoginStep
  | { readonly text: Keys; readonly conn?: string }
  | { readonly logout: number; readonly conn?: string }
  | { readonly scsi: string; readonly conn?: string }
  | { readonly raw_pdu: string; readonly conn?: string }
  | { readonly probe: string }
  | { readonly sysfs: string }
  | { readonly path: string; readonly write: string }

interface LoginStep {
  readonly csg: number
  readonly nsg: number
  readonly t: number
  readonly keys: Keys
  readonly flags?: number
  readonly raw?: string
  readonly isid?: string
  readonly tsih?: number
  readonly cid?: number
  readonly vmax?: number
  readonly vmin?: number
  readonly host?: string
  readonly conn?: string
}

const PORT = 3260
const FIRST = '1'
/** How long a target may take that does not answer at all, where the recording says that it did not. */
const SILENCE_MS = 400
const PATIENCE_MS = 5000

/** An exchange as the recorder made it; answers in the recorder's form. */
export class Exchange {
  readonly #sysfs: Sysfs
  readonly #connections = new Map<string, Connection>()
  #identifier = 0
  #algorithm = '5'
  #challenge = ''
  readonly #ours = challenge()
  #commands = 1

  constructor(sysfs: Sysfs) {
    this.#sysfs = sysfs
  }

  async run(step: Step, recorded: Record<string, unknown>): Promise<Record<string, unknown>> {
    if ('write' in step) return this.#write(step.path, step.write)
    if ('sysfs' in step) return { sessions: await this.#sessions(step.sysfs, recorded) }
    if ('probe' in step)
      return { open: await this.#isOpen(/connection (\d)/.exec(step.probe)?.[1] ?? FIRST, recorded) }
    try {
      const connection = await this.#connection(step)
      this.#send(connection, step)
      return answerOf(await withPatience(connection.receive(), recorded), step, (keys) => this.#learn(keys))
    } catch (error) {
      return { closed: String(error) }
    }
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.kill()
  }

  async #connection(step: Step & { conn?: string }): Promise<Connection> {
    const name = step.conn ?? FIRST
    const known = this.#connections.get(name)
    if (known) return known
    const host = 'host' in step ? step.host : undefined
    const connection = await Connection.open({ port: PORT, ...(host === undefined ? {} : { host }) })
    this.#connections.set(name, connection)
    return connection
  }

  #send(
    connection: Connection,
    step: Exclude<Step, { probe: string } | { sysfs: string } | { write: string }>,
  ): void {
    if ('raw_pdu' in step) connection.sendBytes(Buffer.from(step.raw_pdu, 'hex'))
    else if ('text' in step)
      connection.send(this.#request(0x04, 0x80, { ttt: 0xffffffff }), textOf(step.text))
    else if ('logout' in step) connection.send(this.#request(0x06, 0x80 | step.logout))
    else if ('scsi' in step) connection.send(reportLuns(this.#request(0x01, 0xc1)))
    else this.#login(connection, step)
  }

  #login(connection: Connection, step: LoginStep): void {
    const given = {
      ...(step.flags === undefined ? {} : { flags: step.flags }),
      ...(step.raw === undefined ? {} : { raw: Buffer.from(step.raw, 'latin1') }),
      ...(step.isid === undefined ? {} : { isid: step.isid }),
      // a TSIH that was not the session's: it must be none of ours either
      ...(step.tsih === undefined ? {} : { tsih: step.tsih === 1 ? 0xfffe : step.tsih }),
      ...(step.cid === undefined ? {} : { cid: step.cid }),
      ...(step.vmax === undefined ? {} : { versionMax: step.vmax }),
      ...(step.vmin === undefined ? {} : { versionMin: step.vmin }),
    }
    const keys = step.keys.map(([key, value]) => [key, this.#filled(value ?? '')] as const)
    // a recorded null: the key stood without `=`
    const bare = step.keys.some(([, value]) => value === null)
      ? { raw: Buffer.from(step.keys.map(([key, value]) => pair(key, value)).join(''), 'latin1') }
      : {}
    sendLogin(connection, { csg: step.csg, nsg: step.nsg, t: step.t === 1, keys, ...bare, ...given })
  }

  #request(opcode: number, flags: number, { ttt = 0 } = {}): Buffer {
    const header = Buffer.alloc(48)
    header[0] = opcode
    header[1] = flags
    header.writeUInt32BE(this.#commands + 100, 16)
    header.writeUInt32BE(ttt, 20)
    header.writeUInt32BE(this.#commands++, 24)
    return header
  }

  /** `{R:secret}` our response to the target's challenge, `{C}` a challenge of ours, `{echoC}` the target's own. */
  #filled(value: string): string {
    return value
      .replace(/\{R:(.*?)\}/, (_, secret) =>
        hex(chapResponse(this.#identifier, secret, binary(this.#challenge), this.#algorithm)),
      )
      .replace('{C}', () => hex(this.#ours))
      .replace('{echoC}', () => this.#challenge)
  }

  #learn(keys: Keys): void {
    for (const [key, value] of keys) {
      if (key === 'CHAP_A') this.#algorithm = value
      if (key === 'CHAP_I') this.#identifier = Number(value)
      if (key === 'CHAP_C') this.#challenge = value
    }
  }

  async #write(path: string, text: string): Promise<Record<string, unknown>> {
    try {
      await this.#sysfs.write(relativePath(path), text)
      return { errno: 0 }
    } catch (error) {
      return { errno: error instanceof SysfsError ? error.code : String(error) }
    }
  }

  /** Sessions of a target with the attributes that the recorder looked at. */
  async #sessions(path: string, recorded: Record<string, unknown>): Promise<unknown> {
    const directory = relativePath(path)
    const wanted = Object.values((recorded.sessions ?? {}) as Record<string, Record<string, string>>)[0] ?? {}
    const sessions: Record<string, Record<string, string>> = {}
    for (const { name } of (await this.#sysfs.list(directory)).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const entries = Object.keys(wanted).map(async (attribute): Promise<[string, string]> => {
        const file = `${directory}/${name}/${attribute}`
        return [attribute, await (attribute === 'luns' ? this.#sysfs.readlink(file) : this.#sysfs.read(file))]
      })
      sessions[name] = Object.fromEntries(await Promise.all(entries))
    }
    return sessions
  }

  async #isOpen(name: string, recorded: Record<string, unknown>): Promise<boolean> {
    const connection = this.#connections.get(name)
    if (connection === undefined) return false
    const patience = recorded.open === false ? PATIENCE_MS : SILENCE_MS
    await Promise.race([connection.closed, new Promise((resolve) => setTimeout(resolve, patience))])
    return !connection.isClosed
  }
}

const pair = (key: string, value: string | null): string =>
  value === null ? `${key}\0` : `${key}=${value}\0`

function reportLuns(header: Buffer): Buffer {
  header[32] = 0xa0
  header.writeUInt32BE(256, 20)
  header.writeUInt32BE(256, 38)
  return header
}

async function withPatience(pdu: Promise<Pdu>, recorded: Record<string, unknown>): Promise<Pdu> {
  const ms = 'no_answer' in recorded ? SILENCE_MS : PATIENCE_MS
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('silence')), ms)
  })
  try {
    return await Promise.race([pdu, silence])
  } finally {
    clearTimeout(timer)
  }
}

/** A PDU in the recorder's form. */
function answerOf(pdu: Pdu, step: Step, learn: (keys: Keys) => void): Record<string, unknown> {
  const opcode = pdu.header[0]! & 0x3f
  if (opcode === LOGIN_RESPONSE) {
    const response = loginResponse(pdu)
    learn(response.keys)
    const { status, csg, nsg, t, keys, tsih, versionMax, versionActive } = response
    return {
      status,
      csg,
      nsg,
      t: t ? 1 : 0,
      keys,
      tsih_zero: tsih === 0,
      vmax: versionMax,
      vactive: versionActive,
    }
  }
  if ('raw_pdu' in step) return { pdu: `0x${opcode.toString(16)}`, bhs: pdu.header.toString('hex') }
  if (opcode === 0x3f)
    return 'scsi' in step ? { status: null, data: '' } : { opcode: 'reject', reason: pdu.header[2] }
  if (opcode === 0x26) return { logout_response: pdu.header[2] }
  if (opcode === 0x24) return { opcode: '0x24', final: pdu.header[1]! >> 7, keys: keysOf(pdu.data) }
  return { status: pdu.header[3], data: pdu.data.toString('hex') }
}
