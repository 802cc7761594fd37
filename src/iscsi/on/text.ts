import { type ByteString, fromBuffer, toBuffer } from '../../lib/bytes.ts'
import type { Connection } from '../connection.ts'
import { describeTargets, visibleTargets } from '../discovery.ts'
import { KEYS, MAX_SEGMENT } from '../login/keys.ts'
import { keyNamed, NOT_UNDERSTOOD, REJECT, redeclaredLimit } from '../login/negotiate.ts'
import { pieces, TextGathering } from '../login/text.ts'
import { type Pair, parsePairs, printPairs } from '../pairs.ts'
import { BHS_LENGTH } from '../pdu/bhs.ts'
import { RESERVED_TAG, RESPONSE } from '../pdu/opcode.ts'
import { TextRequest, TextResponse } from '../pdu/text.ts'
import type { RequestHandler } from '../request.ts'
import type { IscsiSession } from '../session.ts'

/** What one sequence may have of text, in bytes; a request with less of it counts as its header does. */
const MAX_SEQUENCE = 65536

/** A text negotiation of one connection: what was gathered, and what is still to be fetched. */
export class TextExchange {
  readonly #gathering = new TextGathering()
  #length = 0
  /** Pieces of the answer that the initiator has not fetched, and the tag it fetches them with. */
  rest: ByteString[] = []
  ttt = RESERVED_TAG
  /** Keys that came in it. */
  readonly seen = new Set<ByteString>()
  /** Takes effect when the exchange ends (RFC 7143 §6.4). */
  effect: (() => void) | undefined

  /** The whole text once its last PDU is there; an error when the sequence goes on for too long. */
  add(part: ByteString, more: boolean): ByteString | undefined {
    this.#length += Math.max(part.length, BHS_LENGTH)
    if (this.#length > MAX_SEQUENCE) throw new RangeError(`more than ${MAX_SEQUENCE} bytes in one sequence`)
    return this.#gathering.add(part, more)
  }
}

/** Text Request in a normal session (RFC 7143 §11.10). */
export const text: RequestHandler = {
  check(connection) {
    const request = TextRequest.view(connection.pdu.bytes, connection.pdu.at)
    if (request.itt === RESERVED_TAG) return 'invalid PDU field'
    return isExpected(connection, request.ttt) ? undefined : 'invalid PDU field'
  },

  run(connection, session) {
    exchange(connection, (pairs) => answerInSession(connection, session, pairs))
  },
}

/** Text Request in a discovery session: SendTargets. */
export function discoveryText(connection: Connection): void {
  const request = TextRequest.view(connection.pdu.bytes, connection.pdu.at)
  if (isExpected(connection, request.ttt))
    exchange(connection, (pairs) => answerInDiscovery(connection, pairs))
  else connection.reject('invalid PDU field')
}

/** A tag continues the open exchange, none begins a new one. */
function isExpected({ textExchange, log }: Connection, ttt: number): boolean {
  if (ttt === RESERVED_TAG || ttt === textExchange.ttt) return true
  log.error(
    `Rejecting unexpected text request. TTT recv ${ttt.toString(16)}, expected ${textExchange.ttt.toString(16)}; ${textExchange.rest.length} pieces queued`,
  )
  return false
}

function exchange(connection: Connection, answer: (pairs: readonly Pair[]) => Pair[]): void {
  const { pdu } = connection
  const request = TextRequest.view(pdu.bytes, pdu.at)
  if (request.ttt === RESERVED_TAG) connection.textExchange = new TextExchange()
  const { textExchange } = connection
  if (textExchange.rest.length > 0) {
    respond(connection, request)
    return
  }
  let whole: ByteString | undefined
  try {
    whole = textExchange.add(fromBuffer(pdu.data), request.more)
  } catch {
    breakOff(connection)
    return
  }
  if (whole === undefined) {
    respond(connection, request)
    return
  }
  const pairs = parsePairs(whole)
  if (repeatsKey(textExchange, pairs)) {
    breakOff(connection)
    return
  }
  const limit = Math.min(connection.limits.MaxXmitDataSegmentLength, MAX_SEGMENT)
  textExchange.rest = pieces(printPairs(answer(pairs)), limit)
  respond(connection, request)
}

/** Nothing of the sequence takes effect (RFC 7143 §7.12). */
function breakOff(connection: Connection): void {
  connection.textExchange = new TextExchange()
  connection.reject('protocol error')
}

/** A key may come once in a sequence (RFC 7143 §6.4). */
function repeatsKey({ seen }: TextExchange, pairs: readonly Pair[]): boolean {
  const before = seen.size
  for (const [key] of pairs) seen.add(keyNamed(key) ?? key)
  return seen.size < before + pairs.length
}

/** The next piece. An open request (F=0) gets an open answer, and so does one that has more to fetch. */
function respond(connection: Connection, request: ReturnType<typeof TextRequest.view>): void {
  const { textExchange, outbox } = connection
  const piece = textExchange.rest.shift() ?? ''
  const goesOn = textExchange.rest.length > 0
  const final = request.final && !goesOn
  if (final) {
    textExchange.ttt = RESERVED_TAG
    textExchange.effect?.()
    textExchange.effect = undefined
  } else textExchange.ttt = connection.newTag()
  const response = TextResponse.build({
    opcode: RESPONSE['Text Response'],
    final,
    more: goesOn && !piece.endsWith('\0'),
    ...(final ? {} : { lun: request.lun }),
    itt: request.itt,
    ttt: textExchange.ttt,
  })
  outbox.send(response, toBuffer(piece))
}

function answerInDiscovery(connection: Connection, pairs: readonly Pair[]): Pair[] {
  return pairs.flatMap(([key, value]): Pair[] => {
    if (key !== 'SendTargets') return [[key, NOT_UNDERSTOOD]]
    if (value === '') return [[key, REJECT]]
    return sendTargets(connection, value === 'All' ? undefined : value)
  })
}

function sendTargets(connection: Connection, only: ByteString | undefined): Pair[] {
  const { host, origin } = connection
  const visitor = { initiator: connection.initiator, address: origin.address, portal: origin.portal }
  return describeTargets(host, visibleTargets(host, visitor, only), visitor, origin.portalPort)
}

function answerInSession(connection: Connection, session: IscsiSession, pairs: readonly Pair[]): Pair[] {
  return pairs.flatMap(([key, value]): Pair[] => {
    if (key === 'SendTargets') return ownTarget(connection, session, value)
    const known = keyNamed(key)
    if (known === undefined) return [[key, NOT_UNDERSTOOD]]
    if (known === 'MaxRecvDataSegmentLength') {
      connection.textExchange.effect = () => {
        const limit = redeclaredLimit(value, session.iscsiTarget.parameters)
        session.redeclare(limit)
        connection.limits = session.parameters
      }
    }
    return KEYS[known].use === 'ALL' ? [] : [[key, REJECT]]
  })
}

/** A normal session learns of its own target alone (RFC 7143 appendix C). */
function ownTarget(connection: Connection, session: IscsiSession, value: ByteString): Pair[] {
  if (value === 'All') return [['SendTargets', REJECT]]
  const target = session.iscsiTarget
  if (value !== '' && value !== target.name) return []
  const { host, origin } = connection
  const visitor = { initiator: session.initiatorName, address: origin.address, portal: origin.portal }
  return describeTargets(host, [target], visitor, origin.portalPort)
}
