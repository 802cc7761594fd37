import { DIRECTIONS } from '../core/counters.ts'
import { LATENCY_CLASSES, LATENCY_KINDS, LATENCY_STATES, type LatencyKind } from '../core/latency.ts'
import type { LunNexus } from '../core/lun-nexus.ts'
import type { Session } from '../core/session.ts'
import type { Target } from '../core/target.ts'
import type { ByteString } from '../lib/bytes.ts'
import { type Attribute, type Attributes, fixed, trigger } from './attribute.ts'
import { counterFiles, figureOf } from './counters.ts'
import { type Children, type Directory, directory, entryName, members, subdirectories } from './directory.ts'
import { link, type Place } from './place.ts'

const counters = counterFiles<Session>(
  (direction, figure) => ({
    mode: 0o644,
    show: (session) => `${figureOf(figure, session.counters[direction][figure])}\n`,
    store: (session) => session.counters.reset(direction),
  }),
  DIRECTIONS,
)

/** What every driver's sessions have. */
export const sessionAttributes: Attributes<Session> = {
  ...counters,
  active_commands: fixed((session) => session.activeCommands),
  commands: fixed((session) => session.commands),
  initiator_name: fixed((session) => session.name),
}

export const forceClose: Attribute<Session> = trigger((session) => session.forceClose())

/** One thread serves everything: its number and process stand for SCST's pools. */
const lunNexus: Directory<LunNexus> = {
  attributes: {
    active_commands: fixed(({ activeCommands }) => activeCommands),
    thread_index: fixed(() => 0),
    thread_pid: fixed(() => process.pid),
  },
}

const HEADER = 'state count min max avg stddev\n'

const figures = (...times: readonly number[]): ByteString =>
  `${times.map((us) => us.toFixed(1)).join(' ')} us\n`

const latencyTable = ({ target, latency }: Session, kind: LatencyKind, size: number): ByteString => {
  if (!target.scst.settings.measureLatency) return HEADER
  const { total, states } = latency.cell(kind, size)
  const rows = LATENCY_STATES.map((state) => {
    const times = states.get(state)
    if (!times) return ''
    return `${state} ${times.count} ${figures(times.min, times.max, times.average, times.deviation)}`
  })
  return `${HEADER}${rows.join('')}total ${total.count} - - ${figures(total.average, total.deviation)}`
}

/** `n512` … `b524288`: no data, read, write, both; the size in bytes. */
const CELLS: Readonly<Record<ByteString, Attribute<Session>>> = Object.fromEntries(
  Object.entries(LATENCY_KINDS).flatMap(([kind, letter]) =>
    Array.from({ length: LATENCY_CLASSES }, (_, size) => [
      `${letter}${512 << size}`,
      {
        mode: 0o644,
        show: (session: Session) => latencyTable(session, kind as LatencyKind, size),
        store: (session: Session) => session.latency.clear(),
      },
    ]),
  ),
)

const latency: Directory<Session> = { attributes: CELLS }

const lunMap = ({ group }: Session): Place =>
  link(group.isDefault ? '../../luns' : `../../ini_groups/${entryName(group.name)}/luns`)

const common: readonly Children<Session>[] = [
  subdirectories({ latency: (session) => directory(latency, session), luns: lunMap }),
  {
    *all({ luns }) {
      for (const [number, nexus] of luns) yield [`lun${number}`, directory(lunNexus, nexus)]
    },
    find({ luns }, name) {
      const [, number] = /^lun(0|[1-9]\d*)$/.exec(name) ?? []
      const nexus = number === undefined ? undefined : luns.get(Number(number))
      return nexus && directory(lunNexus, nexus)
    },
  },
]

/** How a driver shows its sessions. */
export type SessionDirectory = (session: Session) => Place

/** A kind of session: its files, and what else it has. */
export const sessionKind = <S extends Session>(
  attributes: Attributes<S>,
  more: readonly Children<S>[] = [],
): Directory<S> => ({ attributes, children: [...common, ...more] })

export const sessions = (place: SessionDirectory): Directory<Target> => {
  const known = kinds.get(place)
  if (known) return known
  const kind: Directory<Target> = {
    attributes: {},
    children: [members((target) => target.sessions, place)],
  }
  kinds.set(place, kind)
  return kind
}

const kinds = new WeakMap<SessionDirectory, Directory<Target>>()
