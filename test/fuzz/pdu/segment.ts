import { setTimeout as pause } from 'node:timers/promises'
import { serialLess } from '../../../src/lib/serial.ts'
import type { Random } from '../random.ts'
import type { Answers } from './answers.ts'
import { Fault, type Line } from './line.ts'
import { type Draft, damagedBytes, damagedHeader, layOut } from './pdu.ts'
import type { Requests } from './requests.ts'
import type { Tally } from './tally.ts'

interface Damage {
  readonly sound: boolean
  /** Percent. */
  readonly damage: number
  readonly misaligned: boolean
}

/** Some requests at once, and a ping behind them whose answer says that they were taken. */
export class Segment {
  readonly #r: Random
  readonly #line: Line
  readonly #requests: Requests
  readonly #answers: Answers
  readonly #damage: Damage
  readonly #tally: Tally
  #previous: Buffer | undefined

  constructor(r: Random, line: Line, requests: Requests, answers: Answers, damage: Damage, tally: Tally) {
    this.#r = r
    this.#line = line
    this.#requests = requests
    this.#answers = answers
    this.#damage = damage
    this.#tally = tally
  }

  /** False when the connection is of no use any more. */
  async play(patience: number): Promise<boolean> {
    const r = this.#r
    const deaf = !this.#damage.sound && r.chance(2)
    if (deaf) this.#line.deafen(true)
    const { tag, draft } = this.#requests.ping()
    const pdus = this.#draw()
    pdus.push(layOut(draft, this.#line.digests))
    await this.#line.send(Buffer.concat(pdus), r)
    this.#tally.sent += pdus.length
    if (deaf) {
      await pause(r.below(30))
      this.#line.deafen(false)
    }
    const began = Date.now()
    const isAnswered = await this.#line.until(() => this.#answers.ping === tag, patience)
    this.#tally.roundTrip += (Date.now() - began - this.#tally.roundTrip) / 16
    if (isAnswered) this.#tally.taken += pdus.length
    else if (this.#line.isClosed) this.#tally.taken++
    else if (this.#damage.sound) throw new Fault(`a ping was not answered in ${patience} ms`)
    this.#catchUp()
    return isAnswered
  }

  /** Of a sound session: whatever it asked for comes to its end. */
  async allAnswered(bound: number): Promise<void> {
    const { unanswered } = this.#requests
    const deadline = Date.now() + bound
    while (unanswered.size > 0 && !this.#line.isClosed) {
      const { r2ts, pings } = this.#answers
      const pdus = [...this.#pongs(), ...r2ts.splice(0).flatMap((r2t) => this.#requests.solicited(r2t))]
      for (const pdu of pdus) await this.#line.send(layOut(pdu, this.#line.digests), this.#r)
      this.#tally.sent += pdus.length
      const moves = await this.#line.until(
        () => unanswered.size === 0 || r2ts.length + pings.length > 0,
        deadline - Date.now(),
      )
      if (moves) this.#tally.taken += pdus.length
      if (!moves && !this.#line.isClosed) throw new Fault(`not answered: ${shown(unanswered)}`)
    }
  }

  async logOut(patience: number): Promise<void> {
    const pdu = layOut(this.#requests.logout(), this.#line.digests)
    await this.#line.send(pdu, this.#r)
    this.#tally.sent++
    const isOut = await this.#line.until(() => this.#answers.loggedOut, patience)
    if (isOut) this.#tally.taken++
    else if (this.#damage.sound && !this.#line.isClosed) throw new Fault('a logout was not answered')
    if (isOut && this.#r.chance(50)) await this.#line.until(() => this.#line.isClosed, patience)
  }

  /** In the middle of a PDU, and of what the target is about to say. */
  async cut(): Promise<void> {
    const r = this.#r
    const bytes = Buffer.concat(this.#draw())
    await this.#line.send(bytes.subarray(0, r.below(bytes.length + 1)), r)
    const how = r.below(4)
    if (how === 0) this.#line.reset()
    else if (how === 1) this.#line.destroy()
    else {
      this.#line.end()
      if (how === 2) await this.#line.until(() => this.#line.isClosed, 50)
    }
  }

  /** New requests, and answers to what the target asked for, in an order that may be another. */
  #draw(): Buffer[] {
    const r = this.#r
    const drafts: Draft[] = this.#pongs()
    const most = this.#damage.sound || r.chance(95) ? this.#room : 60
    for (let n = Math.min(most, r.below(24)); n > 0; n--) drafts.push(...this.#requests.next())
    for (const r2t of this.#answers.r2ts.splice(0)) {
      const at = this.#damage.sound ? 0 : r.below(drafts.length + 1)
      drafts.splice(at, 0, ...this.#requests.solicited(r2t))
    }
    if (this.#damage.sound) return drafts.map((draft) => layOut(draft, this.#line.digests))
    if (drafts.length > 1 && r.chance(10)) swap(drafts, r.below(drafts.length - 1))
    return drafts.flatMap((draft) => this.#damaged(draft))
  }

  #pongs(): Draft[] {
    return this.#answers.pings.splice(0).map((ping) => this.#requests.pong(ping))
  }

  #damaged(draft: Draft): Buffer[] {
    const r = this.#r
    const { digests } = this.#line
    if (!r.chance(this.#damage.damage)) {
      const whole = layOut(draft, digests)
      const again = r.chance(1) && this.#previous !== undefined ? [this.#previous] : []
      this.#previous = whole
      return [whole, ...again]
    }
    if (this.#damage.misaligned && r.chance(15)) return [damagedBytes(r, draft, digests)]
    return [damagedHeader(r, draft, digests)]
  }

  /** Commands that the window has room for; twice what a command may need. */
  get #room(): number {
    const room = (this.#answers.maxCmdSN - this.#requests.cmdSN + 1) | 0
    return Math.max(0, room)
  }

  /** Holes in the command numbers are filled by what comes next. */
  #catchUp(): void {
    const { expCmdSN } = this.#answers
    if (this.#damage.sound || !serialLess(expCmdSN, this.#requests.cmdSN)) return
    if (this.#r.chance(80)) this.#requests.cmdSN = expCmdSN
  }
}

function swap(drafts: Draft[], at: number): void {
  const [one, other] = [drafts[at]!, drafts[at + 1]!]
  drafts[at] = other
  drafts[at + 1] = one
}

/** Tag and CDB of each. */
const shown = (commands: Requests['unanswered']): string =>
  [...commands].map(([itt, { cdb }]) => `${itt} (${cdb.toString('hex')})`).join(', ')
