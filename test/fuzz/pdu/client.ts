import { Random } from '../random.ts'
import { Initiator } from './initiator.ts'
import type { Tally } from './tally.ts'

/** Connections at a time; fewer for a small batch. */
const ABREAST = 128
const CASES_EACH = 50

/** A batch: connections until the target has taken so many PDUs. */
export interface Order {
  readonly port: number
  readonly seed: number
  /** The first connection's number. */
  readonly from: number
  /** PDUs to be taken by the target. */
  readonly cases: number
}

export interface Outcome extends Tally {
  /** The number that the next batch begins with. */
  readonly next: number
  readonly faults: readonly string[]
}

export async function playBatch({ port, seed, from, cases }: Order): Promise<Outcome> {
  const tally: Tally = { sent: 0, taken: 0, connections: 0, logins: 0, roundTrip: 0 }
  const faults: string[] = []
  let number = from
  const lane = async () => {
    while (tally.taken < cases && faults.length === 0) {
      const mine = number++
      const r = new Random((seed + Math.imul(mine, 0x9e3779b1)) >>> 0)
      try {
        await new Initiator(r, mine, port, tally).play()
      } catch (error) {
        faults.push(`connection ${mine}: ${(error as Error).stack}`)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(ABREAST, Math.ceil(cases / CASES_EACH)) }, lane))
  return { ...tally, next: number, faults }
}
