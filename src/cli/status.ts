import type { Running } from '../admin/running.ts'
import type { ByteString } from '../lib/bytes.ts'

/** What goes on, at a glance. */
export interface Status {
  readonly version: ByteString
  readonly targets: readonly TargetStatus[]
  readonly sessions: readonly SessionStatus[]
  readonly luns: readonly LunStatus[]
}

export interface TargetStatus {
  readonly driver: ByteString
  readonly target: ByteString
  /** undefined where the driver has no such switch. */
  readonly enabled: boolean | undefined
  readonly luns: number
  readonly groups: number
  readonly sessions: number
}

export interface SessionStatus {
  readonly driver: ByteString
  readonly target: ByteString
  readonly session: ByteString
  readonly initiator: ByteString
  readonly activeCommands: number
  readonly commandsDone: number
  readonly bytesRead: number
  readonly bytesWritten: number
}

export interface LunStatus {
  readonly driver: ByteString
  readonly target: ByteString
  readonly group: ByteString | undefined
  readonly lun: number
  readonly device: ByteString
  readonly handler: ByteString
  /** Bytes. */
  readonly size: number | undefined
  readonly readOnly: boolean
}

/** The copy manager, which SCST fills by itself, is left out. */
export function readStatus(running: Running): Status {
  const targets = running
    .drivers()
    .sort()
    .filter((driver) => driver !== 'copy_manager')
    .flatMap((driver) =>
      running
        .targets(driver)
        .sort()
        .map((target) => ({ driver, target })),
    )
  const sessions = targets.flatMap((owner) => sessionsAt(running, owner))
  const handlers = handlersByDevice(running)
  return {
    version: (running.firstLine('version') ?? '').replace(/^SCST version: /, ''),
    targets: targets.map((owner) => targetAt(running, owner)),
    sessions,
    luns: targets.flatMap((owner) => lunsAt(running, owner, handlers)),
  }
}

interface Owner {
  readonly driver: ByteString
  readonly target: ByteString
}

function targetAt(running: Running, owner: Owner): TargetStatus {
  const { driver, target } = owner
  const enabled = running.firstLine(`targets/${driver}/${target}/enabled`)
  const groups = running.groups(driver, target)
  const luns = [undefined, ...groups].map((group) => running.luns({ driver, target, group }).size)
  return {
    ...owner,
    enabled: enabled === undefined ? undefined : enabled === '1',
    luns: luns.reduce((sum, count) => sum + count, 0),
    groups: groups.length,
    sessions: running.sessions(driver, target).size,
  }
}

function sessionsAt(running: Running, owner: Owner): SessionStatus[] {
  const { driver, target } = owner
  return [...running.sessions(driver, target)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([session, figures]) => {
      const text = (name: ByteString) => figures.get(name)?.value ?? ''
      const count = (...names: ByteString[]) => names.reduce((sum, name) => sum + Number(text(name)), 0)
      return {
        ...owner,
        session,
        initiator: text('initiator_name') || session,
        activeCommands: count('active_commands'),
        commandsDone: count('read_cmd_count', 'write_cmd_count', 'none_cmd_count', 'bidi_cmd_count'),
        bytesRead: count('read_io_count_kb') * 1024,
        bytesWritten: count('write_io_count_kb') * 1024,
      }
    })
}

const handlersByDevice = (running: Running): ReadonlyMap<ByteString, ByteString> =>
  new Map(
    running
      .handlers()
      .flatMap((handler) => running.devicesOf(handler).map((device) => [device, handler] as const)),
  )

function lunsAt(
  running: Running,
  { driver, target }: Owner,
  handlers: ReadonlyMap<ByteString, ByteString>,
): LunStatus[] {
  return [undefined, ...running.groups(driver, target).sort()].flatMap((group) =>
    [...running.luns({ driver, target, group })]
      .map(([lun, device]) => ({
        driver,
        target,
        group,
        lun: Number(lun),
        device,
        handler: handlers.get(device) ?? '',
        size: numberAt(running, `devices/${device}/size`),
        readOnly: running.firstLine(`devices/${device}/read_only`) === '1',
      }))
      .sort((a, b) => a.lun - b.lun),
  )
}

function numberAt(running: Running, path: ByteString): number | undefined {
  const text = running.firstLine(path)
  return text === undefined ? undefined : Number(text)
}
