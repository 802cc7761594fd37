import net, { type AddressInfo, type Socket } from 'node:net'
import { endsWithin, Overdue } from '../lib/deadline.ts'
import type { Log } from '../lib/log.ts'
import { Access } from './access.ts'
import { AddressFiles } from './address-files.ts'
import { Connection, type ConnectionHost } from './connection.ts'
import type { ListeningPortal } from './discovery.ts'
import type { IscsiDriver } from './driver.ts'
import { IsnsRegistration, type IsnsSettings } from './isns-registration.ts'
import { checkRoom, type Login, type Origin } from './login/server.ts'
import { LoginError } from './login/status.ts'
import { IscsiSession } from './session.ts'
import { SlabPool } from './slab.ts'
import type { IscsiTarget } from './target.ts'
import { type Patience, watch } from './timers.ts'
import { Visitors } from './visitors.ts'
import { WaitingRoom } from './waiting-room.ts'

export interface PortalAddress {
  /** Numeric address or name; absent: every address, IPv4 and IPv6. */
  readonly host?: string | undefined
  /** 0: any free one. */
  readonly port: number
}

export interface PortalSettings extends Patience {
  /** Of all targets together. */
  readonly maxSessions: number
  /** Where `initiators.allow` and `initiators.deny` are. */
  readonly addressFiles: string
  /** One CHAP secret for both directions fails the login. */
  readonly chapStrict: boolean
  readonly isns: IsnsSettings
}

const DEFAULTS: PortalSettings = {
  loginTimeout: 15,
  discoveryTimeout: 60,
  maxSessions: 4096,
  addressFiles: '/etc',
  chapStrict: true,
  isns: {},
}

/** Connections that wait to be accepted; the system's own limit is lower where it is. */
const BACKLOG = 4096

/** TCP keep-alive probes begin after so much silence, in ms; Node takes the number of probes from the system. */
const KEEP_ALIVE = 50000

const TICK = 500

/** How long a logout is waited for at the end, in seconds (RFC 7143 §11.9.1, Parameter3). */
const LOGOUT_WAIT = 3

/** How long commands that run may take to end then, in seconds. */
const COMMAND_PATIENCE = 10

export interface Closing {
  readonly graceful: boolean
  readonly patience?: number
}

/** The listening addresses of the iSCSI driver and every connection that came in on them. */
export class IscsiPortals implements ConnectionHost {
  readonly driver: IscsiDriver
  readonly log: Log
  readonly access: Access
  readonly pool = new SlabPool()
  readonly solicited = { bytes: 0 }
  suspended = false
  now = Date.now()
  readonly #settings: PortalSettings
  readonly #addressFiles: AddressFiles
  readonly #isns: IsnsRegistration
  readonly #servers: net.Server[] = []
  readonly #connections = new Set<Connection>()
  readonly #watched = new WeakSet<IscsiTarget>()
  readonly #waitingRoom = new WaitingRoom()
  #isLettingIn = false
  #sessions = 0
  #timer: NodeJS.Timeout | undefined

  constructor(driver: IscsiDriver, log: Log, settings: Partial<PortalSettings> = {}) {
    this.driver = driver
    this.log = log
    this.#settings = { ...DEFAULTS, ...settings }
    this.#addressFiles = new AddressFiles(this.#settings.addressFiles, log)
    this.#isns = new IsnsRegistration(driver, () => this.portals, this.#settings.isns)
    this.access = new Access(this.#addressFiles, this.#isns)
    driver.events.push({
      enabledChanged: () => this.#letIn(),
      targetChanged: (target) => this.#targetChanged(target),
    })
    for (const target of driver.targets.values()) this.#targetChanged(target)
    driver.scst.buffers.push(...this.pool.shelves)
  }

  /** Where it listens. */
  get portals(): readonly ListeningPortal[] {
    return this.#servers.map((server) => {
      const { address, port, family } = server.address() as AddressInfo
      return { address, port, family: family === 'IPv6' ? 'IPv6' : 'IPv4' }
    })
  }

  /** Listens on all of them or, when one fails, on none. */
  async listen(addresses: readonly PortalAddress[]): Promise<readonly ListeningPortal[]> {
    try {
      for (const { host, port } of addresses) {
        if (host !== undefined) await this.#listenOn(host, port)
        else await this.#listenOnAll(port)
      }
    } catch (error) {
      for (const server of this.#servers.splice(0)) server.close()
      throw error
    }
    this.#timer ??= setInterval(() => this.#tick(), TICK)
    return this.portals
  }

  /** Logins are answered 0x0301 until they are resumed. */
  suspendLogins(): void {
    this.suspended = true
  }

  resumeLogins(): void {
    this.suspended = false
  }

  /** The address files are read again at the next login, changed or not. */
  forgetInitiatorAddresses(): void {
    this.#addressFiles.forget()
  }

  /**
   * `graceful`: initiators are asked to log out, and commands that run have `patience` seconds to end. Those that still
   * run then are left behind, with an Overdue.
   */
  async close({ graceful, patience = COMMAND_PATIENCE }: Closing): Promise<void> {
    for (const server of this.#servers.splice(0)) server.close()
    this.#waitingRoom.clear()
    try {
      await Promise.all([this.#isns.close(), graceful ? this.#logOutAll() : undefined])
      for (const connection of this.#connections) {
        connection.close('shutdown')
        if (!graceful) connection.abort()
      }
      const ended = Promise.all(Array.from(this.#connections, (connection) => connection.ended))
      if (!(await endsWithin(patience, ended))) this.#leaveBehind(patience)
    } finally {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  #leaveBehind(patience: number): never {
    const names = Array.from(this.#connections, (connection) => {
      connection.abort()
      return connection.name
    })
    throw new Overdue(`Not closed after ${patience} s: ${names.join(', ')}`)
  }

  get chapStrict(): boolean {
    return this.#settings.chapStrict
  }

  get hasRoom(): boolean {
    let count = 0
    for (const target of this.driver.targets.values()) count += target.sessions.size
    return count < this.#settings.maxSessions
  }

  admit(login: Login, connection: Connection): IscsiSession {
    const { target, continues } = login
    if (target === undefined || this.driver.targets.get(target.name) !== target) {
      throw new LoginError('not found', { reason: `Target ${target?.name ?? ''} not found` })
    }
    if (continues !== undefined) {
      if (continues.isLive) return continues
      throw new LoginError('session does not exist', { reason: 'the session ended during the login' })
    }
    checkRoom(this, target, login)
    this.#sessions = (this.#sessions % 0xffff) + 1
    this.#letInSoon()
    return new IscsiSession(target, login, connection.origin.portal, this.#sessions)
  }

  gone(connection: Connection): void {
    this.#connections.delete(connection)
    this.#letInSoon()
  }

  async #listenOnAll(port: number): Promise<void> {
    await this.#listenOn('0.0.0.0', port)
    const { port: same } = this.#servers.at(-1)!.address() as AddressInfo
    try {
      await this.#listenOn('::', same)
    } catch (error) {
      if (!isUnsupported(error)) throw error
      this.log.info('No IPv6 on this host')
    }
  }

  #listenOn(host: string, port: number): Promise<void> {
    const server = net.createServer({
      pauseOnConnect: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE,
    })
    server.on('connection', (socket) => this.#accept(socket))
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, backlog: BACKLOG, ipv6Only: true }, () => {
        server.off('error', reject)
        server.on('error', (error) => this.log.error(`Accepting connections on ${host}: ${error.message}`))
        this.#servers.push(server)
        resolve()
      })
    })
  }

  #accept(socket: Socket): void {
    this.#waitingRoom.add(socket, this.now)
    if (this.#waitingRoom.size === 1) this.#letIn()
    else this.#letInSoon()
  }

  /** Who waits is served where there is room: not all at once while the driver is disabled or many log in. */
  #letIn(): void {
    if (!this.driver.enabled || this.#waitingRoom.size === 0) return
    const visitors = new Visitors(this.#connections, this.now, this.#waitingRoom.size)
    this.#waitingRoom.letIn(
      (address) => visitors.admit(address),
      (socket) => this.#serve(socket),
    )
  }

  #letInSoon(): void {
    if (this.#isLettingIn || this.#waitingRoom.size === 0) return
    this.#isLettingIn = true
    setImmediate(() => {
      this.#isLettingIn = false
      this.#letIn()
    })
  }

  #serve(socket: Socket): void {
    const origin = originOf(socket)
    if (origin === undefined) {
      socket.destroy()
      return
    }
    const { address, port, portal, portalPort } = origin
    this.log.debug(`Connect from ${address}:${port} to ${portal}:${portalPort}`)
    const connection = new Connection(this, socket, origin)
    this.#connections.add(connection)
    connection.start()
  }

  #targetChanged(target: IscsiTarget): void {
    if (this.#watched.has(target)) return
    this.#watched.add(target)
    target.onLimitsChange = () => {
      for (const session of target.sessions.values()) {
        if (session instanceof IscsiSession) session.limitsChanged()
      }
    }
  }

  #tick(): void {
    this.now = Date.now()
    for (const connection of this.#connections) watch(connection, this.#settings)
    this.#waitingRoom.expire(this.now)
    this.#letIn()
  }

  async #logOutAll(): Promise<void> {
    const sessions = [...this.#connections].filter((each) => each.session !== undefined)
    for (const connection of sessions) connection.requestLogout(LOGOUT_WAIT)
    await endsWithin(LOGOUT_WAIT, Promise.all(sessions.map((connection) => connection.ended)))
  }
}

/** undefined: the other side is gone already. */
function originOf(socket: Socket): Origin | undefined {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  if (remoteAddress === undefined || localAddress === undefined) return undefined
  return { address: remoteAddress, port: remotePort ?? 0, portal: localAddress, portalPort: localPort ?? 0 }
}

const isUnsupported = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL')
