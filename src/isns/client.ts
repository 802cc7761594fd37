import { lookupService } from 'node:dns/promises'
import type { ByteString } from '../lib/bytes.ts'
import { endsWithin } from '../lib/deadline.ts'
import type { Log } from '../lib/log.ts'
import {
  type Attribute,
  address,
  behindDelimiter,
  delimiter,
  ISCSI_PROTOCOL,
  NODE_TYPE,
  number,
  numberOf,
  TAG,
  text,
  textOf,
} from './attribute.ts'
import { FUNCTION, type Message, RESPONSE, STATUS } from './message.ts'
import { ScnPort } from './scn-port.ts'
import { ServerLink } from './server-link.ts'

/** A target as the server is told of it. */
export interface Node {
  readonly name: ByteString
  readonly alias: ByteString
}

export interface Portal {
  readonly address: string
  readonly port: number
}

/** What there is to register, asked for whenever it is needed. */
export interface Registrant {
  readonly nodes: readonly Node[]
  readonly portals: readonly Portal[]
  /** The name that speaks for the entity; the first node's when empty. */
  readonly entityName: ByteString
}

export interface IsnsOptions {
  readonly host: string
  readonly port: number
  readonly log: Log
  /** A server that is away is tried again after so many ms; the registration is refreshed as often. */
  readonly interval?: number
  /** The server shall ask every so many seconds whether each portal lives; absent: not at all. */
  readonly esiInterval?: number | undefined
}

const INTERVAL = 30000

/** Initiators of the node's discovery domains that come, go or change (RFC 4171 §6.4.4). */
const SCN_BITMAP = 0x9c

/** Reverse look-up of our own address must not hold up a registration, in ms. */
const NAME_PATIENCE = 2000

/** How long the server may take to hear that we end, in seconds. */
const STOP_PATIENCE = 5

const PORTAL_GROUP = 1

/**
 * Keeps an entity with its portals and targets registered at an iSNS server (RFC 4171), and knows which initiators
 * the server admits to each target. A server that goes away keeps its last word until it is back.
 */
export class IsnsClient {
  readonly #registrant: Registrant
  readonly #options: IsnsOptions
  readonly #initiators = new Map<ByteString, ReadonlySet<ByteString>>()
  /** By name, as the server knows them now. */
  readonly #registered = new Map<ByteString, Node>()
  /** Registered by a connection that is gone: the server may have them still. */
  readonly #lapsed = new Map<ByteString, Node>()
  /** Targets whose initiators changed. */
  readonly #changed = new Set<ByteString>()
  #link: ServerLink | undefined
  #entity: ByteString | undefined
  #scnPort: ScnPort | undefined
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  /** A try that has not begun. */
  #synchronising: Promise<void> | undefined
  /** After which the server forgets us, in ms; it says 0 when it does not (RFC 4171 §6.2.6). */
  #period = Number.POSITIVE_INFINITY
  /** 0: we ask for no status inquiries. */
  #esiInterval: number
  #isAway = false
  #stopped = false

  constructor(registrant: Registrant, options: IsnsOptions) {
    this.#registrant = registrant
    this.#options = options
    this.#esiInterval = options.esiInterval ?? 0
  }

  /** The initiator is in the list that the server gave for the target. */
  allows(target: ByteString, initiator: ByteString): boolean {
    return this.#initiators.get(target)?.has(initiator) ?? false
  }

  /** Brings the server up to date with what there is; resolves when that was tried. Whoever asks before it begins shares it. */
  synchronise(): Promise<void> {
    this.#synchronising ??= this.#then(() => {
      this.#synchronising = undefined
      return this.#bringUpToDate()
    })
    return this.#synchronising
  }

  /** Gives the registration up. A server that takes its time is left alone with it; it forgets us by itself. */
  async stop(patience = STOP_PATIENCE): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    const given = this.#work
      .then(() => this.#deregisterAll())
      .catch((error: unknown) => this.#lost(error))
      .then(() => this.#hangUp())
    await endsWithin(patience, given)
    this.#hangUp()
  }

  #hangUp(): void {
    this.#link?.close()
    this.#scnPort?.close()
  }

  /** One thing after the other; what fails ends the connection, and is tried again later. */
  #then(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#stopped) return
      clearTimeout(this.#timer)
      try {
        await step()
        if (this.#isAway && this.#link !== undefined) this.#report(false, 'is back')
      } catch (error) {
        this.#lost(error)
      }
      this.#again()
    })
    return this.#work
  }

  #lost(error: unknown): void {
    this.#link?.close()
    this.#unlink()
    this.#report(true, error instanceof Error ? error.message : String(error))
  }

  #unlink(): void {
    this.#link = undefined
    for (const node of this.#registered.values()) this.#lapsed.set(node.name, node)
    this.#registered.clear()
  }

  #again(): void {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    const due = Math.min(this.#options.interval ?? INTERVAL, (this.#period * 2) / 3)
    this.#timer = setTimeout(() => void this.#then(() => this.#refresh()), due)
    this.#timer.unref()
  }

  #report(away: boolean, what: string): void {
    if (away === this.#isAway || this.#stopped) return
    this.#isAway = away
    const { host, port, log } = this.#options
    if (away) log.error(`iSNS server ${host}:${port} cannot be used: ${what}`)
    else log.info(`iSNS server ${host}:${port} ${what}`)
  }

  async #bringUpToDate(): Promise<void> {
    const wanted = new Map(this.#registrant.nodes.map((node) => [node.name, node]))
    if (wanted.size + this.#registered.size + this.#lapsed.size === 0) return
    await this.#connect()
    if (wanted.size === 0) await this.#deregisterLapsed()
    const gone = [...this.#registered.values()].filter(({ name, alias }) => wanted.get(name)?.alias !== alias)
    const isLast = gone.length === this.#registered.size && wanted.size === 0
    for (const node of gone) await this.#deregister(node, isLast && node === gone.at(-1))
    const fresh = [...wanted.values()].filter(({ name }) => !this.#registered.has(name))
    if (fresh.length > 0) await this.#register(fresh)
    for (const { name } of fresh) {
      await this.#askForChanges(name)
      await this.#learnInitiators(name)
    }
  }

  /** Where the server refuses, changes show when the list is asked for again. */
  async #askForChanges(name: ByteString): Promise<void> {
    const bitmap = number('iSCSI SCN Bitmap', SCN_BITMAP)
    const { status } = await this.#request('SCNReg', [
      this.#source(),
      text('iSCSI Name', name),
      delimiter,
      bitmap,
    ])
    if (status !== STATUS.successful)
      this.#options.log.debug(`iSNS server ${this.#options.host} refuses SCNReg with status ${status}`)
  }

  /** Any message keeps the registration alive (RFC 4171 §6.2.6); a list may have changed unnoticed. */
  async #refresh(): Promise<void> {
    await this.#bringUpToDate()
    for (const name of this.#registered.keys()) await this.#learnInitiators(name)
  }

  async #connect(): Promise<void> {
    if (this.#link !== undefined) return
    const { host, port } = this.#options
    const link = await ServerLink.open(host, port, (request) => this.#serve(request))
    this.#link = link
    if (this.#stopped) throw new Error('it was given up meanwhile')
    this.#scnPort ??= await ScnPort.open((request) => this.#serve(request))
    this.#entity ??= await entityOf(link.localAddress)
    void link.closed.then(() => {
      if (this.#link !== link) return
      this.#unlink()
      this.#report(true, 'it closed the connection')
    })
  }

  /** The first registration replaces all that the server may still know of us. */
  async #register(nodes: readonly Node[]): Promise<void> {
    const isFirst = this.#registered.size === 0
    const entity = text('Entity Identifier', this.#entity!)
    const response = await this.#ask(
      'DevAttrReg',
      [
        text('iSCSI Name', this.#sourceName(nodes)),
        entity,
        delimiter,
        entity,
        ...(isFirst ? [number('Entity Protocol', ISCSI_PROTOCOL), ...this.#portals()] : []),
        ...nodes.flatMap((node) => this.#node(node)),
      ],
      isFirst,
    )
    for (const node of nodes) this.#registered.set(node.name, node)
    this.#lapsed.clear()
    const period = response.attributes.find(({ tag }) => tag === TAG['Registration Period'])
    if (period !== undefined) this.#period = numberOf(period) * 1000 || Number.POSITIVE_INFINITY
  }

  /** One port of ours takes state changes and status inquiries; ESI's interval goes with its port (RFC 4171 §6.3.4). */
  #portals(): Attribute[] {
    const { port } = this.#scnPort!
    const interval = this.#esiInterval
    const esi = interval > 0 ? [number('ESI Interval', interval), number('ESI Port', port)] : []
    return this.#registrant.portals.flatMap((portal) => [
      address('Portal IP Address', portal.address),
      number('Portal TCP/UDP Port', portal.port),
      ...esi,
      number('SCN Port', port),
    ])
  }

  #node({ name, alias }: Node): Attribute[] {
    return [
      text('iSCSI Name', name),
      number('iSCSI Node Type', NODE_TYPE.target),
      ...(alias === '' ? [] : [text('iSCSI Alias', alias)]),
      number('PG Tag', PORTAL_GROUP),
      ...this.#registrant.portals.flatMap((portal) => [
        address('PG Portal IP Address', portal.address),
        number('PG Portal TCP/UDP Port', portal.port),
      ]),
    ]
  }

  async #deregister({ name }: Node, isLast: boolean): Promise<void> {
    await this.#ask('SCNDereg', [this.#source(), text('iSCSI Name', name)])
    const what = isLast ? text('Entity Identifier', this.#entity!) : text('iSCSI Name', name)
    await this.#ask('DevDereg', [this.#source(), delimiter, what])
    this.#registered.delete(name)
    this.#initiators.delete(name)
  }

  /** The last target went while the server was away. A server that forgot us refuses, and that is as well. */
  async #deregisterLapsed(): Promise<void> {
    const nodes = [...this.#lapsed.values()]
    if (nodes.length === 0) return
    const source = text('iSCSI Name', this.#sourceName(nodes))
    await this.#request('DevDereg', [source, delimiter, text('Entity Identifier', this.#entity!)])
    this.#lapsed.clear()
  }

  async #deregisterAll(): Promise<void> {
    if (this.#link === undefined) return
    const nodes = [...this.#registered.values()]
    for (const node of nodes) await this.#deregister(node, node === nodes.at(-1))
  }

  /** The initiators that share a discovery domain with the target (RFC 4171 §5.6.5.2). */
  async #learnInitiators(name: ByteString): Promise<void> {
    const { attributes } = await this.#ask('DevAttrQry', [
      text('iSCSI Name', name),
      number('iSCSI Node Type', NODE_TYPE.initiator),
      delimiter,
      { tag: TAG['iSCSI Name'], value: Buffer.alloc(0) },
      { tag: TAG['iSCSI Node Type'], value: Buffer.alloc(0) },
    ])
    this.#initiators.set(name, initiatorsIn(behindDelimiter(attributes)))
  }

  /** Changes that come while others wait need one question for each target. */
  #learnSoon(name: ByteString): void {
    if (this.#changed.has(name)) return
    this.#changed.add(name)
    void this.#then(async () => {
      this.#changed.delete(name)
      if (this.#registered.has(name)) await this.#learnInitiators(name)
    })
  }

  /** A request that must succeed. Where nothing is found the answer is empty. */
  async #ask(
    name: Parameters<ServerLink['request']>[0],
    attributes: readonly Attribute[],
    replaces = false,
  ): Promise<Message> {
    const response = await this.#request(name, attributes, replaces)
    const { status } = response
    if (status === STATUS.successful || (status === STATUS['no such entry'] && name !== 'DevAttrReg'))
      return response
    // Registered without, the next time.
    if (status === STATUS['ESI not available']) this.#esiInterval = 0
    throw new Error(`${name} failed with status ${status}`)
  }

  async #request(...message: Parameters<ServerLink['request']>): Promise<Message> {
    if (this.#link === undefined) throw new Error('there is no connection')
    return this.#link.request(...message)
  }

  #source(): Attribute {
    return text('iSCSI Name', this.#sourceName([...this.#registered.values()]))
  }

  #sourceName(nodes: readonly Node[]): ByteString {
    const first = this.#registered.values().next().value ?? nodes[0]
    return this.#registrant.entityName || first?.name || ''
  }

  /** What the server asks of us: whether we live, or it tells of a change. */
  #serve({ functionId, transactionId, attributes }: Message): Message | undefined {
    if (functionId === FUNCTION.ESI) {
      this.#options.log.debug(`iSNS server ${this.#options.host} asks whether we live`)
      return { functionId: functionId | RESPONSE, transactionId, status: 0, attributes }
    }
    if (functionId !== FUNCTION.SCN) return undefined
    const destination = attributes.find(({ tag }) => tag === TAG['iSCSI Name'])
    if (destination === undefined) return undefined
    const name = textOf(destination)
    if (this.#registered.has(name)) this.#learnSoon(name)
    return { functionId: functionId | RESPONSE, transactionId, status: 0, attributes: [destination] }
  }
}

/** Names that are followed by the type of an initiator. */
function initiatorsIn(attributes: readonly Attribute[]): ReadonlySet<ByteString> {
  const names = new Set<ByteString>()
  let name: ByteString | undefined
  for (const attribute of attributes) {
    if (attribute.tag === TAG['iSCSI Name']) name = textOf(attribute)
    else if (attribute.tag === TAG['iSCSI Node Type'] && name !== undefined) {
      if (numberOf(attribute) & NODE_TYPE.initiator) names.add(name)
    }
  }
  return names
}

/** The name of our address, else the address: lower case, and never one that begins like iSNS's own (RFC 4171 §6.2.1). */
async function entityOf(local: string): Promise<ByteString> {
  const timer = new Promise<undefined>((resolve) =>
    setTimeout(() => resolve(undefined), NAME_PATIENCE).unref(),
  )
  const found = await Promise.race([lookupService(local, 0).catch(() => undefined), timer])
  const name = (found?.hostname ?? local).toLowerCase()
  return name.length < 4 || name.startsWith('isns:') ? local : name
}
