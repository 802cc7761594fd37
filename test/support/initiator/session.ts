import { Connection, type Pdu } from './connection.ts'
import {
  binary,
  challenge,
  chapResponse,
  DEFAULT_ISID,
  hex,
  type Keys,
  type LoginResponse,
  loginResponse,
  sendLogin,
} from './login.ts'

export interface SessionOptions {
  readonly port: number
  readonly host?: string
  readonly initiator: string
  /** Without a target: a discovery session. */
  readonly target?: string
  readonly isid?: string
  /** Operational keys to offer. */
  readonly offers?: Keys
  readonly chap?: Account & {
    /** The account by which the target shows itself. */
    readonly target?: Account
  }
}

export interface Account {
  readonly user: string
  readonly secret: string
}

/** What libiscsi offers. */
export const LIBISCSI_OFFERS: Keys = [
  ['HeaderDigest', 'None'],
  ['DataDigest', 'None'],
  ['InitialR2T', 'No'],
  ['ImmediateData', 'Yes'],
  ['MaxBurstLength', '262144'],
  ['FirstBurstLength', '262144'],
  ['MaxRecvDataSegmentLength', '262144'],
  ['DataPDUInOrder', 'Yes'],
  ['DataSequenceInOrder', 'Yes'],
  ['DefaultTime2Wait', '0'],
  ['DefaultTime2Retain', '0'],
  ['ErrorRecoveryLevel', '0'],
  ['MaxConnections', '1'],
  ['MaxOutstandingR2T', '1'],
]

/** A login that the target refused. */
export class LoginRefused extends Error {
  readonly status: string

  constructor(status: string) {
    super(`login refused with status ${status}`)
    this.status = status
  }
}

export interface Answer {
  /** SAM status; undefined when the target did not execute it (`reject` says why). */
  readonly status: number | undefined
  readonly sense: Buffer
  readonly data: Buffer
  readonly residual: number
  readonly overflow: boolean
  readonly underflow: boolean
  /** Reason of a Reject PDU. */
  readonly reject: number | undefined
}

const OPCODE = {
  NOP_IN: 0x20,
  RESPONSE: 0x21,
  TMF: 0x22,
  TEXT: 0x24,
  DATA_IN: 0x25,
  LOGOUT: 0x26,
  R2T: 0x31,
  ASYNC: 0x32,
  REJECT: 0x3f,
}

/** A session in full feature phase with one command at a time; answers the target's pings by itself. */
export class Session {
  readonly connection: Connection
  /** The last Login Response of the login. */
  readonly response: LoginResponse
  /** What both sides agreed on, by key; the target's answers over our offers. */
  readonly agreed: ReadonlyMap<string, string>
  cmdSN = 1
  expStatSN: number
  #tag = 0
  readonly #answers = new Map<number, { take: (pdu: Pdu) => void; lose: (error: Error) => void }>()

  private constructor(connection: Connection, response: LoginResponse, agreed: ReadonlyMap<string, string>) {
    this.connection = connection
    this.response = response
    this.agreed = agreed
    this.expStatSN = response.statSN + 1
    connection.headerDigest = agreed.get('HeaderDigest') === 'CRC32C'
    connection.dataDigest = agreed.get('DataDigest') === 'CRC32C'
    void this.#listen()
  }

  /** Connects and logs in. Rejects with LoginRefused, or ConnectionClosed. */
  static async logIn(options: SessionOptions): Promise<Session> {
    const connection = await Connection.open(options)
    try {
      await securityStage(connection, options)
      const offers = options.offers ?? LIBISCSI_OFFERS
      const response = await request(connection, options, { csg: 1, nsg: 3, t: true, keys: offers })
      const agreed = new Map([...offers, ...response.keys])
      return new Session(connection, response, agreed)
    } catch (error) {
      connection.kill()
      throw error
    }
  }

  /** One SCSI command; `out` is written, up to `alloc` bytes are read. */
  async scsi(
    cdb: Buffer,
    {
      lun = 0,
      out,
      alloc = 0,
      attribute = 1,
    }: { lun?: number; out?: Buffer; alloc?: number; attribute?: number } = {},
  ): Promise<Answer> {
    const tag = this.#nextTag()
    const header = Buffer.alloc(48)
    header[0] = 0x01
    header[1] = 0x80 | (alloc > 0 ? 0x40 : 0) | (out ? 0x20 : 0) | attribute
    header.writeUInt16BE(lun, 8)
    header.writeUInt32BE(tag, 16)
    header.writeUInt32BE(out?.length ?? alloc, 20)
    header.writeUInt32BE(this.cmdSN++, 24)
    header.writeUInt32BE(this.expStatSN, 28)
    cdb.copy(header, 32, 0, 16)
    const ahs = cdb.length > 16 ? extendedCdb(cdb) : undefined
    return this.#command(tag, () => this.connection.send(header, this.#immediate(out), ahs), out, alloc)
  }

  /** A Text Request; the keys of the answer. */
  async text(keys: Keys): Promise<{ final: boolean; keys: Buffer }> {
    const header = this.#header(0x04, 0x80)
    header.writeUInt32BE(0xffffffff, 20)
    const text = Buffer.from(keys.map(([key, value]) => `${key}=${value}\0`).join(''), 'latin1')
    const pdu = await this.#exchange(header, text)
    return { final: (pdu.header[1]! & 0x80) !== 0, keys: pdu.data }
  }

  /** A Logout Request; the response code. */
  async logout(reason = 0): Promise<number> {
    const pdu = await this.#exchange(this.#header(0x06, 0x80 | reason))
    return pdu.header[2]!
  }

  /** A task management request; the response code. */
  async manage(code: number, { lun = 0, tag = 0xffffffff, refCmdSN = 0 } = {}): Promise<number> {
    const header = this.#header(0x02 | 0x40, 0x80 | code)
    this.cmdSN -= 1 // immediate
    header.writeUInt16BE(lun, 8)
    header.writeUInt32BE(tag, 20)
    header.writeUInt32BE(refCmdSN, 32)
    const pdu = await this.#exchange(header)
    return pdu.header[2]!
  }

  kill(): void {
    this.connection.kill()
  }

  #nextTag(): number {
    this.#tag += 1
    return this.#tag
  }

  #header(opcode: number, flags: number): Buffer {
    const header = Buffer.alloc(48)
    header[0] = opcode
    header[1] = flags
    header.writeUInt32BE(this.#nextTag(), 16)
    header.writeUInt32BE(this.cmdSN++, 24)
    header.writeUInt32BE(this.expStatSN, 28)
    return header
  }

  /** A request with one PDU as its answer. */
  #exchange(header: Buffer, data?: Buffer): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      this.#answers.set(header.readUInt32BE(16), { take: resolve, lose: reject })
      this.connection.send(header, data)
    })
  }

  #immediate(out: Buffer | undefined): Buffer | undefined {
    if (out === undefined || this.agreed.get('ImmediateData') !== 'Yes') return undefined
    return out.subarray(0, Math.min(this.#number('FirstBurstLength', 65536), this.#segment()))
  }

  #segment(): number {
    const declared = this.response.keys.find(([key]) => key === 'MaxRecvDataSegmentLength')
    return Number(declared?.[1] ?? 8192)
  }

  #number(key: string, standard: number): number {
    return Number(this.agreed.get(key) ?? standard)
  }

  #command(tag: number, send: () => void, out: Buffer | undefined, alloc: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const data = Buffer.alloc(alloc)
      let received = 0
      const end = (header: Buffer, sense: Buffer, status: number | undefined, reject?: number) => {
        this.#answers.delete(tag)
        const flags = header[1]!
        resolve({
          ...{ status, sense, reject, data: data.subarray(0, received) },
          residual: flags & 6 ? header.readUInt32BE(44) : 0,
          overflow: (flags & 4) !== 0,
          underflow: (flags & 2) !== 0,
        })
      }
      const take = ({ header, data: segment }: Pdu): void => {
        const opcode = header[0]! & 0x3f
        if (opcode === OPCODE.R2T) this.#sendOut(header, out ?? Buffer.alloc(0))
        else if (opcode === OPCODE.REJECT) end(Buffer.alloc(48), Buffer.alloc(0), undefined, header[2])
        else if (opcode === OPCODE.RESPONSE)
          end(header, segment.subarray(2, 2 + (segment.length > 1 ? segment.readUInt16BE(0) : 0)), header[3])
        else {
          const offset = header.readUInt32BE(40)
          segment.copy(data, offset)
          received = Math.max(received, offset + segment.length)
          if (header[1]! & 1) end(header, Buffer.alloc(0), header[3])
        }
      }
      this.#answers.set(tag, { take, lose: reject })
      send()
    })
  }

  /** The Data-Out sequence that an R2T asks for. */
  #sendOut(r2t: Buffer, out: Buffer): void {
    const start = r2t.readUInt32BE(40)
    const end = start + r2t.readUInt32BE(44)
    for (let offset = start, number = 0; offset < end; number += 1) {
      const part = out.subarray(offset, Math.min(end, offset + this.#segment()))
      const header = Buffer.alloc(48)
      header[0] = 0x05
      header[1] = offset + part.length === end ? 0x80 : 0
      r2t.copy(header, 8, 8, 24)
      header.writeUInt32BE(this.expStatSN, 28)
      header.writeUInt32BE(number, 36)
      header.writeUInt32BE(offset, 40)
      this.connection.send(header, part)
      offset += part.length
    }
  }

  async #listen(): Promise<void> {
    try {
      for (;;) this.#take(await this.connection.receive())
    } catch (error) {
      for (const { lose } of this.#answers.values()) lose(error as Error)
    }
  }

  #take(pdu: Pdu): void {
    const opcode = pdu.header[0]! & 0x3f
    const carriesStatus = opcode !== OPCODE.R2T && (opcode !== OPCODE.DATA_IN || (pdu.header[1]! & 1) !== 0)
    const isPing = opcode === OPCODE.NOP_IN && pdu.header.readUInt32BE(20) !== 0xffffffff
    if (carriesStatus && !isPing) this.expStatSN = pdu.header.readUInt32BE(24) + 1
    if (isPing) this.#pong(pdu)
    const tag = opcode === OPCODE.REJECT ? pdu.data.readUInt32BE(16) : pdu.header.readUInt32BE(16)
    const answer = this.#answers.get(tag)
    if (answer && opcode !== OPCODE.DATA_IN && opcode !== OPCODE.R2T) this.#answers.delete(tag)
    answer?.take(pdu)
  }

  #pong(ping: Pdu): void {
    const header = Buffer.alloc(48)
    header[0] = 0x40
    header[1] = 0x80
    ping.header.copy(header, 8, 8, 16)
    header.writeUInt32BE(0xffffffff, 16)
    ping.header.copy(header, 20, 20, 24)
    header.writeUInt32BE(this.cmdSN, 24)
    header.writeUInt32BE(this.expStatSN, 28)
    this.connection.send(header)
  }
}

/** AHS of a CDB longer than 16 bytes (RFC 7143 §11.2.2.3). */
function extendedCdb(cdb: Buffer): Buffer {
  const rest = cdb.subarray(16)
  const ahs = Buffer.alloc(4 + rest.length + (-rest.length & 3))
  ahs.writeUInt16BE(rest.length + 1, 0)
  ahs[2] = 0x01
  rest.copy(ahs, 4)
  return ahs
}

async function securityStage(connection: Connection, options: SessionOptions): Promise<void> {
  const { chap } = options
  const first = await request(connection, options, {
    ...{ csg: 0, nsg: 1, t: chap === undefined },
    keys: [
      ['InitiatorName', options.initiator],
      ...(options.target === undefined
        ? ([['SessionType', 'Discovery']] as const)
        : ([
            ['SessionType', 'Normal'],
            ['TargetName', options.target],
          ] as const)),
      ['AuthMethod', chap === undefined ? 'None' : 'CHAP,None'],
    ],
  })
  if (chap === undefined || first.keys.some(([key, value]) => key === 'AuthMethod' && value === 'None'))
    return
  const asked = new Map(
    (await request(connection, options, { csg: 0, nsg: 0, t: false, keys: [['CHAP_A', '5']] })).keys,
  )
  const response = chapResponse(Number(asked.get('CHAP_I')), chap.secret, binary(asked.get('CHAP_C')!))
  const ours = challenge()
  const identifier = 77
  const mutual =
    chap.target === undefined
      ? []
      : ([
          ['CHAP_I', String(identifier)],
          ['CHAP_C', hex(ours)],
        ] as const)
  const last = await request(connection, options, {
    ...{ csg: 0, nsg: 1, t: true },
    keys: [['CHAP_N', chap.user], ['CHAP_R', hex(response)], ...mutual],
  })
  if (chap.target !== undefined) verifyTarget(new Map(last.keys), chap.target, identifier, ours)
}

function verifyTarget(
  shown: ReadonlyMap<string, string>,
  target: Account,
  identifier: number,
  ours: Buffer,
): void {
  const expected = chapResponse(identifier, target.secret, ours)
  if (shown.get('CHAP_N') !== target.user || !binary(shown.get('CHAP_R') ?? '0x').equals(expected)) {
    throw new Error('the target did not show that it knows its secret')
  }
}

async function request(
  connection: Connection,
  { isid = DEFAULT_ISID }: SessionOptions,
  fields: Parameters<typeof sendLogin>[1],
): Promise<LoginResponse> {
  sendLogin(connection, { ...fields, isid })
  const response = loginResponse(await connection.receive())
  if (response.status !== '0000') throw new LoginRefused(response.status)
  return response
}
