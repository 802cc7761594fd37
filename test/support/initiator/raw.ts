import { Connection, type Pdu } from './connection.ts'
import { type Keys, type LoginRequest, type LoginResponse, loginResponse, sendLogin } from './login.ts'

/** Names of the PDUs that a target sends. */
const NAMES: Readonly<Record<number, string>> = {
  32: 'NOP-In',
  33: 'SCSI Response',
  34: 'TMF Response',
  35: 'Login Response',
  36: 'Text Response',
  37: 'Data-In',
  38: 'Logout Response',
  49: 'R2T',
  50: 'Async Message',
  63: 'Reject',
}

/** One PDU of the target, by its fields where all PDUs have them, and by `u8`, `u32` where they do not. */
export interface Received {
  readonly name: string
  readonly flags: number
  readonly itt: number
  readonly ttt: number
  readonly statSN: number
  readonly expCmdSN: number
  readonly maxCmdSN: number
  readonly data: Buffer
  readonly header: Buffer
  u8(at: number): number
  u32(at: number): number
}

export interface Command {
  /** Hex, blanks allowed. */
  readonly cdb: string
  readonly read?: boolean
  readonly write?: boolean
  /** Expected data transfer length. */
  readonly length?: number
  readonly data?: Buffer
  /** No unsolicited data follow; true unless said otherwise. */
  readonly final?: boolean
  readonly lun?: number
  readonly itt?: number
  readonly cmdSN?: number
  readonly immediate?: boolean
  readonly attribute?: number
  readonly ahs?: Buffer
}

export interface DataOut {
  readonly itt: number
  readonly ttt?: number
  readonly dataSN?: number
  readonly offset: number
  readonly data: Buffer
  readonly final?: boolean
}

export interface Request {
  readonly opcode: number
  readonly flags?: number
  readonly itt?: number
  readonly immediate?: boolean
  readonly cmdSN?: number
  readonly data?: Buffer
  /** Words by their place in the header. */
  readonly words?: Readonly<Record<number, number>>
}

const NONE = 0xffffffff
const FIRST_CMD_SN = 1

/** An initiator that does exactly what a test says: it numbers requests, and answers nothing by itself. */
export class RawInitiator {
  readonly connection: Connection
  login: LoginResponse | undefined
  cmdSN = FIRST_CMD_SN
  itt = 1

  constructor(connection: Connection) {
    this.connection = connection
  }

  static async connect(port: number): Promise<RawInitiator> {
    return new RawInitiator(await Connection.open({ port }))
  }

  /** One login step. */
  async step(
    fields: Partial<Parameters<typeof sendLogin>[1]> & { readonly keys: Keys },
  ): Promise<LoginResponse> {
    sendLogin(this.connection, { csg: 0, nsg: 1, t: true, ...fields })
    this.login = loginResponse(await this.connection.receive())
    return this.login
  }

  /** The whole login in one request; the digests that were agreed are used from then on. */
  async logIn(
    names: { readonly initiator: string; readonly target?: string },
    offers: Keys = [],
    fields: Partial<Pick<LoginRequest, 'isid' | 'tsih' | 'cid' | 'cmdSN'>> = {},
  ): Promise<this> {
    const keys: Keys = [
      ['InitiatorName', names.initiator],
      ...(names.target === undefined
        ? ([['SessionType', 'Discovery']] as const)
        : ([['TargetName', names.target]] as const)),
      ...offers,
    ]
    const answer = await this.step({ csg: 1, nsg: 3, keys, ...fields })
    if (answer.status !== '0000') throw new Error(`login refused with status ${answer.status}`)
    const agreed = new Map(answer.keys)
    this.connection.headerDigest = agreed.get('HeaderDigest') === 'CRC32C'
    this.connection.dataDigest = agreed.get('DataDigest') === 'CRC32C'
    return this
  }

  /** Sends a SCSI Command; answers its task tag. */
  command(command: Command): number {
    const { cdb, length = 0, data, final = true, lun = 0, immediate = false, attribute = 1 } = command
    const itt = command.itt ?? this.itt++
    const header = Buffer.alloc(48)
    header[0] = immediate ? 0x41 : 0x01
    header[1] = (final ? 0x80 : 0) | (command.read ? 0x40 : 0) | (command.write ? 0x20 : 0) | attribute
    header.writeUInt16BE(lun, 8)
    header.writeUInt32BE(itt, 16)
    header.writeUInt32BE(length, 20)
    header.writeUInt32BE(this.#number(command), 24)
    bytes(cdb).copy(header, 32, 0, 16)
    this.connection.send(header, data, command.ahs)
    return itt
  }

  dataOut({ itt, ttt = NONE, dataSN = 0, offset, data, final = true }: DataOut): void {
    const header = Buffer.alloc(48)
    header[0] = 0x05
    header[1] = final ? 0x80 : 0
    header.writeUInt32BE(itt, 16)
    header.writeUInt32BE(ttt, 20)
    header.writeUInt32BE(dataSN, 36)
    header.writeUInt32BE(offset, 40)
    this.connection.send(header, data)
  }

  /** Any other request; answers its task tag. */
  request(request: Request): number {
    const itt = request.itt ?? this.itt++
    const header = Buffer.alloc(48)
    header[0] = request.opcode | (request.immediate ? 0x40 : 0)
    header[1] = request.flags ?? 0x80
    header.writeUInt32BE(itt, 16)
    header.writeUInt32BE(NONE, 20)
    header.writeUInt32BE(this.#number(request), 24)
    for (const [at, word] of Object.entries(request.words ?? {})) header.writeUInt32BE(word, Number(at))
    this.connection.send(header, request.data)
    return itt
  }

  nopOut(request: Omit<Request, 'opcode'> = {}): number {
    return this.request({ opcode: 0x00, ...request })
  }

  text(keys: Keys, request: Omit<Request, 'opcode'> = {}): number {
    return this.request({ opcode: 0x04, data: textOf(keys), ...request })
  }

  /** An immediate task management request. */
  manage(
    code: number,
    {
      rtt = NONE,
      refCmdSN = 0,
      lun = 0,
      ...request
    }: { rtt?: number; refCmdSN?: number; lun?: number } & Partial<Request> = {},
  ): number {
    const words = { 8: lun << 16, 20: rtt, 32: refCmdSN, ...request.words }
    return this.request({ opcode: 0x02, flags: 0x80 | code, immediate: true, ...request, words })
  }

  logout(reason = 0): number {
    return this.request({ opcode: 0x06, flags: 0x80 | reason, words: { 20: 0 } })
  }

  /** The target's next PDU; an error when it is another than `name`. */
  async receive(name?: string): Promise<Received> {
    const received = describe(await this.connection.receive())
    if (name !== undefined && received.name !== name) {
      throw new Error(`${received.name} ${received.header.toString('hex')} came, not ${name}`)
    }
    return received
  }

  /** A request that the target answers at once: nothing else came before. */
  async isQuiet(): Promise<boolean> {
    const itt = this.nopOut({ immediate: true })
    const answer = await this.receive()
    return answer.name === 'NOP-In' && answer.itt === itt
  }

  /** Status of a command without data, with the sense that came. */
  async status(command: Command): Promise<string> {
    const itt = this.command(command)
    for (;;) {
      const pdu = await this.receive()
      if (pdu.itt === itt && (pdu.name === 'SCSI Response' || (pdu.name === 'Data-In' && pdu.flags & 1))) {
        return statusOf(pdu)
      }
    }
  }

  /** Takes the unit attention that every new session finds. */
  async clearAttention(lun = 0): Promise<this> {
    await this.status({ cdb: '00', lun })
    return this
  }

  close(): void {
    this.connection.kill()
  }

  #number({ cmdSN, immediate = false }: { cmdSN?: number; immediate?: boolean }): number {
    if (cmdSN !== undefined) return cmdSN
    return immediate ? this.cmdSN : this.cmdSN++
  }
}

/** `00`, or `02 0b/47/05` with the sense of a CHECK CONDITION. */
export function statusOf(pdu: Received): string {
  const status = pdu.u8(3).toString(16).padStart(2, '0')
  const sense = pdu.data.subarray(2)
  if (pdu.name === 'Data-In' || sense.length < 14) return status
  const [key, asc, ascq] = [sense[2]! & 15, sense[12]!, sense[13]!].map((n) =>
    n.toString(16).padStart(2, '0'),
  )
  return `${status} ${key}/${asc}/${ascq}`
}

const describe = ({ header, data }: Pdu): Received => ({
  name: NAMES[header[0]! & 0x3f] ?? `opcode ${header[0]}`,
  flags: header[1]!,
  itt: header.readUInt32BE(16),
  ttt: header.readUInt32BE(20),
  statSN: header.readUInt32BE(24),
  expCmdSN: header.readUInt32BE(28),
  maxCmdSN: header.readUInt32BE(32),
  data,
  header,
  u8: (at) => header[at]!,
  u32: (at) => header.readUInt32BE(at),
})

const textOf = (keys: Keys): Buffer =>
  Buffer.from(keys.map(([key, value]) => `${key}=${value}\0`).join(''), 'latin1')

/** Hex to sixteen bytes or more. */
export const bytes = (hex: string): Buffer => {
  const given = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  return given.length < 16 ? Buffer.concat([given], 16) : given
}
