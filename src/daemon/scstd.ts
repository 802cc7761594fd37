import { ControlServer } from '../control/server.ts'
import { Scst } from '../core/scst.ts'
import type { ListeningPortal } from '../iscsi/discovery.ts'
import type { IscsiDriver } from '../iscsi/driver.ts'
import { IscsiPortals } from '../iscsi/portal.ts'
import { fromUnicode } from '../lib/bytes.ts'
import { crc32cEngine } from '../lib/crc32c.ts'
import { endsWithin, Overdue } from '../lib/deadline.ts'
import type { Log } from '../lib/log.ts'
import { type Mount, mountSysfs } from '../mount/mount.ts'
import { loadModules } from '../tree/modules.ts'
import { Tree } from '../tree/tree.ts'
import { resolvePortals } from './portal-address.ts'
import type { DaemonSettings } from './settings.ts'

/** Of what ends at once if it ends at all, in seconds. */
const END_PATIENCE = 5

/** All that one scstd is made of: SCST's objects, their tree and its carriers, and the iSCSI portals. */
export class Scstd {
  readonly scst: Scst
  readonly tree: Tree
  readonly #log: Log
  readonly #control: ControlServer
  readonly #iscsi: IscsiDriver | undefined
  #portals: IscsiPortals | undefined
  #mount: Mount | undefined

  private constructor(settings: DaemonSettings, version: string, log: Log) {
    this.#log = log
    this.scst = new Scst({
      log: log.for('scst'),
      stateDirectory: fromUnicode(settings.stateDirectory),
      extensions: settings.extensions,
    })
    this.#iscsi = loadModules(this.scst, settings.modules?.map(fromUnicode)).iscsi
    this.tree = new Tree(this.scst)
    this.#control = new ControlServer(this.tree, { name: 'scstd', version }, log)
  }

  /** Serves when it resolves. When something cannot be had nothing is left behind. */
  static async start(settings: DaemonSettings, version: string, log: Log): Promise<Scstd> {
    const scstd = new Scstd(settings, version, log)
    try {
      await scstd.#start(settings)
    } catch (error) {
      await scstd.stop()
      throw error
    }
    return scstd
  }

  #start(settings: DaemonSettings): Promise<void> {
    const prepare = async () => {
      if (this.#iscsi && settings.login) await this.#openPortals(this.#iscsi, settings)
      if (settings.mount !== undefined) this.#mount = await mountSysfs(this.tree, settings.mount, this.#log)
    }
    return this.#control.listen(settings.socket, prepare, settings.user)
  }

  async #openPortals(driver: IscsiDriver, settings: DaemonSettings): Promise<void> {
    this.#portals = new IscsiPortals(driver, driver.log, {
      ...(settings.loginTimeout !== undefined && { loginTimeout: settings.loginTimeout }),
      ...(settings.discoveryTimeout !== undefined && { discoveryTimeout: settings.discoveryTimeout }),
      ...(settings.maxSessions !== undefined && { maxSessions: settings.maxSessions }),
      ...(settings.chapStrict !== undefined && { chapStrict: settings.chapStrict }),
      ...(settings.initiatorFiles !== undefined && { addressFiles: settings.initiatorFiles }),
      isns: { esiInterval: settings.isnsEsiInterval },
    })
    const bound = await this.#portals.listen(await resolvePortals(settings.portals))
    for (const portal of bound) this.#log.info(`listening on ${portalText(portal)}`)
    this.#log.debug(`CRC-32C by ${crc32cEngine}`)
    driver.openState = 'open'
  }

  suspendLogins(): void {
    this.#portals?.suspendLogins()
  }

  resumeLogins(): void {
    this.#portals?.resumeLogins()
  }

  forgetInitiatorAddresses(): void {
    this.#portals?.forgetInitiatorAddresses()
  }

  /**
   * No new sessions, those that are end, everything is on stable storage, nothing is left behind. What takes too long is
   * left, so that whatever failed to close, what initiators wrote is flushed; the first such failure is thrown then.
   */
  async stop(): Promise<void> {
    if (this.#iscsi) this.#iscsi.openState = 'closing'
    const ends = [
      () => this.#portals?.close({ graceful: true }),
      () => this.#mount && inTime('the mount', this.#mount.unmount()),
      () => inTime('the control socket', this.#control.close()),
      () => this.scst.close(),
    ]
    const failures: unknown[] = []
    for (const end of ends) {
      try {
        await end()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures.find((each) => each instanceof Overdue) ?? failures[0]
  }
}

/** What may take long by itself has its own patience. */
async function inTime(what: string, end: Promise<void>): Promise<void> {
  if (!(await endsWithin(END_PATIENCE, end))) throw new Overdue(`${what} not closed after ${END_PATIENCE} s`)
}

const portalText = ({ address, port, family }: ListeningPortal): string =>
  family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`
