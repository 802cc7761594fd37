import type { CopyManager } from '../core/copy-manager.ts'
import type { Session } from '../core/session.ts'
import type { Target } from '../core/target.ts'
import { unsigned } from '../lib/readers.ts'
import { type Attribute, complaining, nonZero, Queued, value, whenOn } from './attribute.ts'
import { type Directory, directory, members } from './directory.ts'
import { sessionAttributes, sessionKind } from './sessions.ts'
import { DIF_FAILURES, difCapabilities, targetAttributes, targetDirectories } from './target.ts'

/** Nothing is ever counted: a write has nothing to reset, and says so in the log. */
const targetDifFailures: Attribute<Target> = {
  mode: 0o644,
  show: () => DIF_FAILURES,
  store: ({ scst, name }) => scst.log.info(`Zeroing DIF failures statistics for target ${name}`),
}

const session: Directory<Session> = sessionKind({
  ...sessionAttributes,
  dif_checks_failed: { mode: 0o644, show: () => DIF_FAILURES, store: () => new Queued(() => {}) },
})

const target: Directory<Target> = {
  attributes: {
    ...targetAttributes,
    dif_capabilities: difCapabilities,
    dif_checks_failed: targetDifFailures,
  },
  children: [targetDirectories((one) => directory(session, one))],
}

export const copyManager: Directory<CopyManager> = {
  attributes: {
    allow_not_connected_copy: value({
      get: ({ allowNotConnected }) => allowNotConnected,
      isKey: whenOn,
      read: (text, { target: { scst } }) =>
        complaining(
          nonZero(unsigned),
          scst.log,
          (shown, errno) => `strtoul() for ${shown} failed: ${errno}`,
        )(text),
      set: (manager, on) => {
        manager.allowNotConnected = on
      },
    }),
    dif_capabilities: difCapabilities,
  },
  children: [
    members(
      ({ targets }) => targets,
      (one) => directory(target, one),
    ),
  ],
}
