import type { ByteString } from '../lib/bytes.ts'
import type { Code } from './errors.ts'
import type { Manner } from './manner.ts'
import { numberOf } from './numeric.ts'
import { addTarget, closeSession, type Parameters, removeTarget } from './operation.ts'
import { ReadError } from './read-error.ts'
import { setDriverOrTarget } from './rules.ts'
import type { Running } from './running.ts'
import { setAttribute } from './set-attribute.ts'
import { attempt, pause, type Steps, say, sessionsOf, write } from './step.ts'

/** How long closed sessions may take to leave. */
const SESSIONS_LEAVE_WITHIN_MS = 300_000
const LOOK_AGAIN_AFTER_MS = 100

/** The attributes that are added and removed value by value; none of a driver that is not there. */
export const dynamicOf = (
  running: Running,
  driver: ByteString,
  of: 'driver' | 'target',
): ReadonlySet<ByteString> =>
  running.hasObject(`targets/${driver}`) ? running.dynamicAttributes(driver, of) : new Set()

/** `enabled` by the rule of target attributes; answers the number of changes. */
export function* setEnabled(
  driver: ByteString,
  target: ByteString,
  isEnabled: boolean,
  running: Running,
  manner: Manner,
): Steps<number> {
  return yield* setDriverOrTarget(
    { kind: 'target', driver, target },
    new Map([['enabled', [isEnabled ? '1' : '0']]]),
    manner,
    {
      dynamic: dynamicOf(running, driver, 'target'),
      unnamed: manner.departs('unnamed-values') ? 'ignore' : 'report',
    },
  )
}

/** Creates a target, behind the driver's hardware targets. */
export function* createTarget(
  driver: ByteString,
  target: ByteString,
  parameters: Parameters,
  running: Running,
  manner: Manner,
): Steps<Code> {
  yield* enableHardwareTargets(driver, running, manner)
  return yield* attempt(addTarget(driver, target, parameters))
}

/** Some drivers demand that these are enabled before they have virtual targets. */
export function* enableHardwareTargets(driver: ByteString, running: Running, manner: Manner): Steps {
  for (const target of running.hasObject(`targets/${driver}`) ? running.targets(driver) : []) {
    const path = `targets/${driver}/${target}`
    const isHardware = numberOf(running.firstLine(`${path}/hw_target`)) !== 0
    if (isHardware && numberOf(running.firstLine(`${path}/enabled`)) === 0)
      yield* setEnabled(driver, target, true, running, manner)
  }
}

/** Disables a target, closes its sessions, waits until they are gone, and removes it. */
export function* destroyTarget(driver: ByteString, target: ByteString, manner: Manner): Steps<Code> {
  const removal = removeTarget(driver, target)
  yield* say(`\t-> ${removal.says}: `)
  const code = (yield* closeSessions(driver, target, manner)) || (yield* write(removal))
  yield* say('done.\n')
  return code
}

function* closeSessions(driver: ByteString, target: ByteString, manner: Manner): Steps<Code> {
  // Not every driver can disable its targets.
  yield* write(setAttribute({ kind: 'target', driver, target }, 'enabled', '0'))
  const sessions = yield* liveSessions(driver, target)
  for (const session of sessions) {
    const code = yield* write(closeSession(driver, target, session))
    if (code !== 0) return code
  }
  if (sessions.length === 0 || manner.debug) return 0
  for (let waited = 0; waited < SESSIONS_LEAVE_WITHIN_MS; waited += LOOK_AGAIN_AFTER_MS) {
    const left = new Set(yield* liveSessions(driver, target))
    if (!sessions.some((session) => left.has(session))) return 0
    yield* pause(LOOK_AGAIN_AFTER_MS)
  }
  return 54
}

/** A list that cannot be read counts as empty. */
function* liveSessions(driver: ByteString, target: ByteString): Steps<ByteString[]> {
  try {
    return yield* sessionsOf(driver, target)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return []
  }
}
