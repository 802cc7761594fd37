import { type LoginResponse, loginResponse } from '../../support/initiator/login.ts'
import type { Random } from '../random.ts'
import { Answers } from './answers.ts'
import { Fault, Line } from './line.ts'
import { type LoginPlan, soundLogin, wildLogin } from './login.ts'
import { type Agreed, Requests } from './requests.ts'
import { Segment } from './segment.ts'
import type { Tally } from './tally.ts'

/** In ms: an initiator that may have damaged its own connection does not wait for long … */
const PATIENCE = 100
const ROUND_TRIPS = 4
/** … a sound one is answered within, however many wait for the same blocks. */
const BOUND = 120000

/** How one initiator is (percent of its requests that are damaged, whether lengths lie). */
interface Character {
  readonly sound: boolean
  readonly damage: number
  readonly misaligned: boolean
}

const SOUND: Character = { sound: true, damage: 0, misaligned: false }

function characterOf(r: Random): Character {
  const kind = r.below(100)
  if (kind < 25) return SOUND
  if (kind < 85) return { sound: false, damage: r.one([0, 1, 3, 10, 30]), misaligned: false }
  return { sound: false, damage: r.one([3, 10, 30]), misaligned: true }
}

/** One connection from its first byte to its last, sometimes two or three that take each other's place. */
export class Initiator {
  readonly #r: Random
  readonly #port: number
  readonly #address: string
  readonly #tally: Tally
  readonly #character: Character
  readonly #plan: LoginPlan
  #line: Line | undefined
  /** Of the next login; one that reinstates a connection counts on, or begins anew (RFC 7143 §11.12.8). */
  #cmdSN = 1
  #take: (header: Buffer, data: Buffer) => void = () => {}

  constructor(r: Random, number: number, port: number, tally: Tally) {
    this.#r = r
    this.#port = port
    this.#address = `127.${1 + (number & 63)}.0.1`
    this.#tally = tally
    this.#character = characterOf(r)
    this.#plan = this.#character.sound ? soundLogin(r, number) : wildLogin(r, number, r.chance(30))
  }

  get #patience(): number {
    return PATIENCE + ROUND_TRIPS * this.#tally.roundTrip
  }

  async play(): Promise<void> {
    try {
      for (let tsih = 0, lives = 1; lives > 0; lives--) {
        const old = this.#line
        this.#line = await this.#dial()
        if (this.#line === undefined) return
        const response = await this.#logIn(this.#line, tsih)
        if (old !== undefined) await this.#replaced(old, response)
        if (response === undefined) return
        if (await this.#fullFeature(this.#line, response)) return
        if (this.#r.chance(20)) lives++
        tsih = this.#r.chance(50) ? response.tsih : 0
        if (tsih === 0 || this.#r.chance(20)) this.#cmdSN = 1
      }
    } finally {
      this.#leave()
    }
  }

  async #dial(): Promise<Line | undefined> {
    this.#take = () => {}
    const line: Line | undefined = await Line.dial(this.#port, this.#address, (header, data) => {
      // What an old connection still sends is no answer on the new one.
      if (line === this.#line) this.#take(header, data)
    })
    if (line !== undefined) this.#tally.connections++
    return line
  }

  /** Session and connection reinstatement (RFC 7143 §6.3.4, §6.3.5) end the old connection. */
  async #replaced(old: Line, response: LoginResponse | undefined): Promise<void> {
    const isOver = response !== undefined && this.#character.sound
    const isClosed = await old.until(() => old.isClosed, isOver ? BOUND : 1)
    if (isOver && !isClosed) throw new Fault('the old connection was not closed')
    old.destroy()
  }

  /** The last response of a login that succeeds. */
  async #logIn(line: Line, tsih: number): Promise<LoginResponse | undefined> {
    let last: LoginResponse | undefined
    const answered: (readonly [string, string])[] = []
    let answers = 0
    this.#take = (header, data) => {
      answers++
      last = loginResponse({ header, ahs: data, data })
      answered.push(...last.keys)
      if (isFull(last)) this.#digests(line, answered)
    }
    const pipelined = this.#plan.damaged && this.#r.chance(30)
    for (const [at, { flags, text }] of this.#plan.steps.entries()) {
      const header = this.#loginHeader(flags, tsih)
      await line.send(lay(header, text(answered)), this.#r)
      this.#tally.sent++
      if (pipelined) continue
      const isAnswered = await line.until(() => answers > at, this.#plan.damaged ? this.#patience : BOUND)
      if (isAnswered || line.isClosed) this.#tally.taken++
      if (!isAnswered && !line.isClosed && !this.#plan.damaged) throw new Fault('a login was not answered')
      if (!isAnswered || last?.status !== '0000') return undefined
      if (isFull(last)) break
    }
    if (pipelined) await line.until(() => last !== undefined && isFull(last), this.#patience)
    if (pipelined) this.#tally.taken += answers
    if (last === undefined || !isFull(last)) {
      if (this.#character.sound) throw new Fault(`a login ended with ${JSON.stringify(last)}`)
      return undefined
    }
    this.#tally.logins++
    this.#agreed = new Map(answered)
    return last
  }

  #agreed: ReadonlyMap<string, string> = new Map()

  #loginHeader(flags: number, tsih: number): Buffer {
    const r = this.#r
    const header = Buffer.alloc(48)
    header[0] = 0x43
    header[1] = flags
    this.#plan.isid.copy(header, 8)
    header.writeUInt16BE(tsih, 14)
    header.writeUInt32BE(this.#cmdSN, 24)
    if (!this.#plan.damaged) return header
    if (r.chance(5)) header[0] = r.one([0x03, 0x43, 0x40, 0x01, 0x04, 0xff])
    if (r.chance(5)) header[2 + r.below(2)] = r.below(3)
    if (r.chance(5)) header.writeUInt16BE(r.below(65536), r.one([14, 20]))
    if (r.chance(5)) header.writeUInt32BE(r.one([0, 0x7fffffff, 0xffffffff]), r.one([16, 24, 28]))
    return header
  }

  #digests(line: Line, answered: readonly (readonly [string, string])[]): void {
    const agreed = new Map(answered)
    line.digests.header = agreed.get('HeaderDigest') === 'CRC32C'
    line.digests.data = agreed.get('DataDigest') === 'CRC32C'
  }

  /** Requests in segments; true when the connection is at its end. */
  async #fullFeature(line: Line, response: LoginResponse): Promise<boolean> {
    const r = this.#r
    const { sound } = this.#character
    const requests = new Requests(r, sound, agreedOf(this.#agreed))
    const answers = new Answers(requests, { sound, discovery: this.#plan.discovery }, response)
    this.#take = (header, data) => answers.take(header, data)
    const segment = new Segment(r, line, requests, answers, this.#character, this.#tally)
    for (let n = r.below(r.one([3, 16, 60])); n > 0; n--) {
      if (!(await segment.play(sound ? BOUND : this.#patience))) return true
    }
    if (sound) await segment.allAnswered(BOUND)
    this.#cmdSN = requests.cmdSN
    if (r.chance(15) && !this.#plan.discovery) return false
    if (r.chance(sound ? 60 : 20)) await segment.logOut(sound ? BOUND : this.#patience)
    else await segment.cut()
    return true
  }

  #leave(): void {
    const line = this.#line
    if (line === undefined || line.isClosed) return
    if (this.#r.chance(50)) line.reset()
    else line.destroy()
  }
}

const isFull = ({ status, t, nsg }: LoginResponse): boolean => status === '0000' && t && nsg === 3

function lay(header: Buffer, text: Buffer): Buffer {
  header.writeUIntBE(text.length, 5, 3)
  return Buffer.concat([header, text, Buffer.alloc(-text.length & 3)])
}

function agreedOf(keys: ReadonlyMap<string, string>): Agreed {
  return {
    initialR2T: keys.get('InitialR2T') !== 'No',
    immediateData: keys.get('ImmediateData') !== 'No',
    firstBurstLength: lengthOf(keys.get('FirstBurstLength'), 65536),
    segmentLength: lengthOf(keys.get('MaxRecvDataSegmentLength'), 8192),
  }
}

/** The answer to what was damaged may be a word. */
const lengthOf = (value: string | undefined, otherwise: number): number => Number(value) || otherwise
