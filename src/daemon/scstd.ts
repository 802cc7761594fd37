import { ControlServer } from '../control/server.ts'
import { Scst } from '../core/scst.ts'
import type { IscsiDriver } from '../iscsi/driver.ts'
import { fromUnicode } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import { type Mount, mountSysfs } from '../mount/mount.ts'
import { loadModules } from '../tree/modules.ts'
import { Tree } from '../tree/tree.ts'
import type { DaemonSettings } from './settings.ts'

/** All that one scstd is made of: SCST's objects, their tree and its carriers, and the iSCSI portals. */
export class Scstd {
  readonly scst: Scst
  readonly tree: Tree
  readonly #log: Log
  readonly #control: ControlServer
  readonly #iscsi: IscsiDriver | undefined
  #mount: Mount | undefined

  private constructor(settings: DaemonSettings, version: string, log: Log) {
    this.#log = log
    this.scst = new Scst({ log: log.for('scst'), stateDirectory: fromUnicode(settings.stateDirectory) })
    this.#iscsi = loadModules(this.scst, settings.modules).iscsi
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
    return this.#control.listen(settings.socket, async () => {
      if (this.#iscsi && settings.login) this.#iscsi.openState = 'open'
      if (settings.mount !== undefined) this.#mount = await mountSysfs(this.tree, settings.mount, this.#log)
    })
  }

  suspendLogins(): void {}
  resumeLogins(): void {}
  forgetInitiatorAddresses(): void {}

  /** No new sessions, commands in flight finish, everything is on stable storage, nothing is left behind. */
  async stop(): Promise<void> {
    if (this.#iscsi) this.#iscsi.openState = 'closing'
    await this.#mount?.unmount()
    await this.#control.close()
    await this.scst.close()
  }
}
