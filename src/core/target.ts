import type { ByteString } from '../lib/bytes.ts'
import { refuse } from '../lib/refusal.ts'
import type { TargetPort } from '../scsi/nexus.ts'
import type { TargetDriver } from './driver.ts'
import { Group } from './group.ts'
import type { Lun } from './lun-map.ts'
import type { Scst } from './scst.ts'
import type { Session } from './session.ts'

/** A SCSI target port with its LUN maps and sessions. */
export class Target implements TargetPort {
  readonly scst: Scst
  /** Its driver. */
  readonly template: TargetDriver
  readonly name: ByteString
  readonly defaultGroup: Group
  /** In creation order, which decides where an initiator belongs. */
  readonly groups = new Map<ByteString, Group>()
  /** By directory name. */
  readonly sessions = new Map<ByteString, Session>()
  /** 0: chosen when it is enabled. */
  relTgtId = 0
  enabled = false
  aenDisabled = false
  comment: ByteString = ''
  /** Commands come from, or go to, another SCST that does the reservations. */
  forwardSrc = false
  forwardDst = false
  /** Told of each new mapping in any of its groups. */
  mapped: ((lun: Lun) => void) | undefined

  constructor(scst: Scst, template: TargetDriver, name: ByteString) {
    this.scst = scst
    this.template = template
    this.name = name
    this.defaultGroup = new Group(name, this, true)
  }

  get driver(): ByteString {
    return this.template.name
  }

  get protocol(): number | undefined {
    return this.template.protocol
  }

  /** The first group with a pattern for the initiator's full name, else the default group. */
  groupOf(initiator: ByteString): Group {
    for (const group of this.groups.values()) if (group.takes(initiator)) return group
    return this.defaultGroup
  }

  *sessionsOf(group: Group): Iterable<Session> {
    for (const session of this.sessions.values()) if (session.group === group) yield session
  }

  /** Every group, the default one first. */
  *allGroups(): Iterable<Group> {
    yield this.defaultGroup
    yield* this.groups.values()
  }

  openSession(session: Session): void {
    session.directory = this.#freeDirectory(session.name)
    session.group = this.groupOf(session.name)
    this.sessions.set(session.directory, session)
    for (const lun of session.group.luns) session.addLun(lun)
    this.scst.log.info(
      `Using security group "${session.group.name}" for initiator "${session.name}" (target ${this.name})`,
    )
  }

  /** Takes it off the target; its LUNs' nexuses end with it. */
  closeSession(session: Session): void {
    if (this.sessions.get(session.directory) !== session) return
    this.sessions.delete(session.directory)
    for (const number of [...session.luns.keys()]) session.removeLun(number)
  }

  /** Each session to the group that its initiator belongs to now. */
  reassignSessions(): void {
    for (const session of this.sessions.values()) {
      const group = this.groupOf(session.name)
      if (group === session.group) continue
      this.scst.log.info(
        `sess ${session.id} (initiator ${session.name}) will be reassigned from acg ${session.group.name} to acg ${group.name}`,
      )
      session.assign(group)
    }
  }

  createGroup(name: ByteString): Group {
    if (this.groups.has(name)) refuse(this.scst.log, 'EEXIST', `acg name ${name} exist`)
    const group = new Group(name, this)
    this.groups.set(name, group)
    return group
  }

  /** EBUSY while sessions are assigned to it. */
  deleteGroup(name: ByteString): void {
    const group = this.groups.get(name)
    if (!group) refuse(this.scst.log, 'EINVAL', `Group ${name} not found`)
    for (const session of [...this.sessionsOf(group)]) {
      if (!this.scst.settings.forciblyCloseSessions) {
        refuse(this.scst.log, 'EBUSY', `Group ${name} is not empty`)
      }
      session.forceClose()
    }
    group.luns.dissolve()
    this.groups.delete(name)
  }

  /** Enabling takes a relative target id when it has none; EBADSLT when another counted target has its own. */
  enable(on: boolean): void {
    if (on && !this.enabled) this.relTgtId = this.scst.relTgtIds.forEnabling(this)
    this.enabled = on
  }

  #freeDirectory(name: ByteString): ByteString {
    if (!this.sessions.has(name)) return name
    for (let n = 1; ; n++) if (!this.sessions.has(`${name}_${n}`)) return `${name}_${n}`
  }
}
