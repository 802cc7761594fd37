import { DIRECTIONS, type Direction } from '../core/counters.ts'
import type { Target } from '../core/target.ts'
import type { ByteString } from '../lib/bytes.ts'
import { firstDigit, signed32, unsigned, wholeText } from '../lib/readers.ts'
import { refuse } from '../lib/refusal.ts'
import {
  type Attribute,
  type Attributes,
  attributeOf,
  complaining,
  fixed,
  Queued,
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

/** A yes or no by its first byte; the log names the kernel's function that would not have it. */
const action =
  (functionName: ByteString) =>
  (text: ByteString, { scst: { log } }: Target): boolean =>
    complaining(
      firstDigit(1),
      log,
      (shown) => `${functionName}: Requested action not understood: ${shown}`,
    )(text) === 1

interface Flag {
  readonly read: (text: ByteString, target: Target) => boolean
  readonly get: (target: Target) => boolean
  readonly set: (target: Target, on: boolean) => void
  /** For the log, behind `Set` or `Clear`. */
  readonly says: (target: Target) => ByteString
}

/** A change is logged; the same again is not. */
const flag = ({ read, get, set, says }: Flag): Attribute<Target> =>
  value({
    get,
    isKey: whenOn,
    read,
    set: (target, on) => {
      if (on === get(target)) return
      set(target, on)
      target.scst.log.info(`${on ? 'Set' : 'Clear'} ${says(target)}`)
    },
  })

const forwardDst = flag({
  read: action('scst_tgt_forward_dst_store'),
  get: (target) => target.forwardDst,
  set: (target, on) => {
    target.forwardDst = on
  },
  says: ({ name }) => `target ${name} as forwarding destination`,
})

const relTgtId: Attribute<Target> = value({
  get: (target) => BigInt(target.relTgtId),
  isKey: unless(0n),
  read: (text, { scst: { log } }) => {
    try {
      return unsigned(text)
    } catch {
      return refuse(log, 'EINVAL', 'Wrong rel_tgt_id')
    }
  },
  set: (target, wanted) => new Queued(() => target.scst.relTgtIds.assign(target, wanted)),
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
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      attributeOf(({ defaultGroup }: Target) => defaultGroup, attribute),
    ]),
  )

/** What every driver's targets have. */
export const targetAttributes: Attributes<Target> = {
  ...ofDefaultGroup(groupAttributes),
  ...counters,
  aen_disabled: flag({
    read: action('scst_tgt_aen_disabled_store'),
    get: (target) => target.aenDisabled,
    set: (target, on) => {
      target.aenDisabled = on
    },
    says: ({ name }) => `AEN disabled for target ${name}`,
  }),
  comment: {
    mode: 0o644,
    show: ({ comment }) => (comment === '' ? '' : valueLine(comment, true)),
    store: (target, text) => {
      target.comment = wholeText(text)
    },
  },
  forward_dst: forwardDst,
  forwarding: forwardDst,
  forward_src: flag({
    read: zeroOrOne(signed32),
    get: (target) => target.forwardSrc,
    set: (target, on) => {
      target.forwardSrc = on
    },
    says: ({ name }) => `target ${name} as forwarding source`,
  }),
  rel_tgt_id: relTgtId,
  sg_tablesize: fixed(() => 65535),
}

/** Of targets that are switched on and off. */
export const enabledAttribute: Attribute<Target> = {
  mode: 0o644,
  show: ({ enabled }) => valueLine(enabled ? '1' : '0', false),
  store(target, text) {
    const on = action('scst_tgt_enable_store')(text, target)
    return new Queued(() => target.enable(on))
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
