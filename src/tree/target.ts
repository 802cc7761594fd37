import { DIRECTIONS, type Direction } from '../core/counters.ts'
import type { Target } from '../core/target.ts'
import type { ByteString } from '../lib/bytes.ts'
import { firstDigit, signed32, unsigned, wholeText } from '../lib/readers.ts'
import {
  type Attribute,
  type Attributes,
  complaining,
  fixed,
  Queued,
  refuse,
  unless,
  value,
  valueLine,
  whenOn,
  zeroOrOne,
} from './attribute.ts'
import { counterFiles, type Figure, figureOf } from './counters.ts'
import { type Children, directory, subdirectories } from './directory.ts'
import { groupAttributes } from './group-attributes.ts'
import { iniGroups } from './groups.ts'
import { luns } from './luns.ts'
import { type SessionDirectory, sessions } from './sessions.ts'

/** A yes or no by its first byte. */
const digitFlag = (
  get: (target: Target) => boolean,
  set: (target: Target, on: boolean) => void,
  functionName: ByteString,
  says: (on: boolean, target: Target) => ByteString,
): Attribute<Target> =>
  value({
    get,
    isKey: whenOn,
    read: (text, { scst: { log } }) =>
      complaining(
        firstDigit(1),
        log,
        (shown) => `${functionName}: Requested action not understood: ${shown}`,
      )(text) === 1,
    set: (target, on) => {
      if (on === get(target)) return
      set(target, on)
      target.scst.log.info(says(on, target))
    },
  })

const setOrClear = (on: boolean): ByteString => (on ? 'Set' : 'Clear')

const forwardDst = digitFlag(
  (target) => target.forwardDst,
  (target, on) => {
    target.forwardDst = on
  },
  'scst_tgt_forward_dst_store',
  (on, { name }) => `${setOrClear(on)} target ${name} as forwarding destination`,
)

const relTgtId: Attribute<Target> = value({
  get: (target) => target.relTgtId as number | bigint,
  isKey: unless<number | bigint>(0),
  read: (text, { scst: { log } }) => {
    try {
      return unsigned(text)
    } catch {
      return refuse(log, 'EINVAL', 'Wrong rel_tgt_id')
    }
  },
  set: (target, wanted) => new Queued(() => target.scst.relTgtIds.assign(target, BigInt(wanted))),
})

/** Sums over the sessions that are there now. */
const counters = counterFiles(
  (direction: Direction, figure: Figure): Attribute<Target> =>
    fixed((target) => {
      let sum = 0
      for (const session of target.sessions.values()) sum += session.counters[direction][figure]
      return figureOf(figure, sum)
    }),
  DIRECTIONS,
)

/** The default group's, under the target. */
const ofDefaultGroup = (attributes: Attributes<Target['defaultGroup']>): Attributes<Target> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { mode, show, store }]) => [
      name,
      {
        mode,
        show: ({ defaultGroup }: Target) => show!(defaultGroup),
        store: ({ defaultGroup }: Target, text: ByteString) => store!(defaultGroup, text),
      },
    ]),
  )

/** What every driver's targets have. */
export const targetAttributes: Attributes<Target> = {
  ...ofDefaultGroup(groupAttributes),
  ...counters,
  aen_disabled: digitFlag(
    (target) => target.aenDisabled,
    (target, on) => {
      target.aenDisabled = on
    },
    'scst_tgt_aen_disabled_store',
    (on, { name }) => `${setOrClear(on)} AEN disabled for target ${name}`,
  ),
  comment: {
    mode: 0o644,
    show: ({ comment }) => (comment === '' ? '' : valueLine(comment, true)),
    store: (target, text) => {
      target.comment = wholeText(text)
    },
  },
  forward_dst: forwardDst,
  forwarding: forwardDst,
  forward_src: value({
    get: (target) => target.forwardSrc,
    isKey: whenOn,
    read: zeroOrOne(signed32),
    set: (target, on) => {
      if (on === target.forwardSrc) return
      target.forwardSrc = on
      target.scst.log.info(`${setOrClear(on)} target ${target.name} as forwarding source`)
    },
  }),
  rel_tgt_id: relTgtId,
  sg_tablesize: fixed(() => 65535),
}

/** Of targets that are switched on and off. */
export const enabledAttribute: Attribute<Target> = {
  mode: 0o644,
  show: ({ enabled }) => valueLine(enabled ? '1' : '0', false),
  store(target, text) {
    const { log } = target.scst
    const on = complaining(
      firstDigit(1),
      log,
      (shown) => `scst_tgt_enable_store: Requested action not understood: ${shown}`,
    )(text)
    return new Queued(() => target.enable(on === 1))
  },
}

const DIF_CAPABILITIES =
  'dif_supported, hw_dif_type1_supported, hw_dif_type2_supported, hw_dif_type3_supported'

export const difCapabilities: Attribute<unknown> = fixed(() => DIF_CAPABILITIES)

/** Failures of T10 protection checks: there are none where nothing is checked. */
export const DIF_FAILURES = '\tapp\tref\tguard\ntgt\t0\t0\t0\nscst\t0\t0\t0\ndev\t0\t0\t0\n'

/** `luns`, `ini_groups` and `sessions` of a target, whose sessions show as the driver has them. */
export const targetDirectories = <T extends Target>(kind: SessionDirectory): Children<T> =>
  subdirectories<T>({
    luns: ({ defaultGroup }) => directory(luns, defaultGroup),
    ini_groups: (target) => directory(iniGroups, target),
    sessions: (target) => directory(sessions(kind), target),
  })
