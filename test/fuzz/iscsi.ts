import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'
import { type Stream, stream } from './pdus.ts'
import { Random } from './random.ts'

/** Connections at a time; the portal takes 16 without session from one address. */
const CONNECTIONS = 8

/** In ms: longer than a closed connection lingers. */
const BOUND = 20000

/** A target that is sent any bytes: after each batch it serves, keeps nothing, and has not failed within. */
export class IscsiSubject {
  readonly #served: ServedTarget
  readonly #escaped: unknown[] = []
  readonly #caught = (error: unknown) => this.#escaped.push(error)

  private constructor(served: ServedTarget) {
    this.#served = served
    process.on('uncaughtException', this.#caught)
    process.on('unhandledRejection', this.#caught)
  }

  static async start(): Promise<IscsiSubject> {
    return new IscsiSubject(await serveTarget())
  }

  /** Answers how many PDUs were sent; rejects when a promise is broken. */
  async batch(seed: number): Promise<number> {
    const { write, log } = this.#served
    log.length = 0
    const lun = `targets/iscsi/${TARGET}/luns/mgmt`
    assert.equal(await write('handlers/vdisk_nullio/mgmt', 'add_device zero size_mb=1'), '0')
    assert.equal(await write(lun, 'add zero 1'), '0')
    const r = new Random(seed)
    const streams = Array.from({ length: CONNECTIONS }, (_, n) => stream(r, n + 1))
    const sent = streams.map((each) => send(this.#served.port, each, new Random(r.below(2 ** 32))))
    await within('connections to close', Promise.all(sent))
    await this.#nothingLeft()
    await within('a sound session', this.#serves())
    await this.#nothingLeft()
    assert.equal(await write('handlers/vdisk_nullio/mgmt', 'del_device zero'), '0')
    assert.deepEqual(this.#escaped, [], 'escaped exceptions')
    const faults = log.filter((line) => /\n\s+at /.test(line))
    assert.deepEqual(faults, [], 'internal errors')
    return streams.reduce((sum, { pdus }) => sum + pdus, 0)
  }

  async close(): Promise<void> {
    await this.#served.close()
    process.off('uncaughtException', this.#caught)
    process.off('unhandledRejection', this.#caught)
  }

  async #nothingLeft(): Promise<void> {
    const { iscsi, portals } = this.#served
    const target = iscsi.targets.get(TARGET)!
    const left = () => ({ sessions: target.sessions.size, lentBytes: portals.pool.lentBytes })
    const deadline = Date.now() + BOUND
    while ((left().sessions > 0 || left().lentBytes > 0) && Date.now() < deadline) await sleep(1)
    assert.deepEqual(left(), { sessions: 0, lentBytes: 0 }, 'left of closed connections')
  }

  async #serves(): Promise<void> {
    const initiator = await RawInitiator.connect(this.#served.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    initiator.nopOut()
    const { header } = await initiator.connection.receive()
    assert.equal(header[0], 0x20)
    initiator.connection.end()
    await initiator.connection.closed
  }
}

/** In pieces that begin and end anywhere; then FIN, or RST. */
function send(port: number, { bytes }: Stream, r: Random): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
    const piece = r.one([bytes.length, 1 + Math.ceil(bytes.length / (1 + r.below(100)))])
    const resets = r.chance(10)
    const write = async () => {
      for (let at = 0; at < bytes.length && socket.writable; ) {
        const next = at + 1 + r.below(2 * piece)
        socket.write(bytes.subarray(at, next))
        at = next
        await turn()
      }
      if (resets) socket.resetAndDestroy()
      else socket.end()
    }
    socket.on('connect', () => void write())
  })
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = sleep(BOUND, undefined, { signal: over.signal }).then(() => {
    throw new Error(`waited ${BOUND} ms for ${what}`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
