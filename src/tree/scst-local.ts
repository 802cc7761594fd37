import type { LocalTarget, ScstLocal } from '../core/scst-local.ts'
import type { Session } from '../core/session.ts'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { unsigned } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { Words } from '../lib/words.ts'
import { type Attribute, complaining, content, fixed, Queued, value } from './attribute.ts'
import { collides, type Directory, directory, members } from './directory.ts'
import { PARAMETERS_ARE_PAIRS, usage } from './mgmt.ts'
import { forceClose, sessionAttributes, sessionKind } from './sessions.ts'
import { targetAttributes, targetDirectories } from './target.ts'
import { traceLevel } from './trace-level.ts'

const USAGE =
  usage(
    'add_target target_name [parameters]',
    'del_target target_name',
    'add_session target_name session_name',
    'del_session target_name session_name',
  ) +
  PARAMETERS_ARE_PAIRS +
  '\n\nThe following parameters available: session_name\n\n'

const logOf = ({ scst, name }: ScstLocal) => scst.log.for(name)

const FILES = ['mgmt', 'stats', 'trace_level', 'version']

function addTarget(driver: ScstLocal, words: Words): void {
  const name = targetName(driver, words)
  if (collides(name, driver.targets, FILES)) throw new Refusal('EFAULT')
  const target = driver.addTarget(name)
  try {
    for (const token of words.tokens()) addInitialSession(driver, target, new Words(token))
  } catch (error) {
    driver.deleteTarget(target.name)
    throw error
  }
}

function addInitialSession(driver: ScstLocal, target: LocalTarget, words: Words): void {
  const parameter = words.next()
  const session = words.next()
  if (parameter.toLowerCase() !== 'session_name') {
    refuse(logOf(driver), 'EINVAL', `Unknown parameter ${parameter}`)
  }
  if (session === '') throw new Refusal('EINVAL')
  driver.addSession(target, session)
}

function deleteTarget(driver: ScstLocal, words: Words): void {
  const name = targetName(driver, words)
  const extra = words.next()
  if (extra !== '') refuse(driver.scst.log, 'EINVAL', `Syntax error on "${extra}"`)
  driver.deleteTarget(name)
}

const targetName = ({ scst }: ScstLocal, words: Words): ByteString =>
  words.next() || refuse(scst.log, 'EINVAL', 'Target name required')

/** Every other verb names a target and a session, before it is looked at; what it is not known for it does not do. */
function forSession(driver: ScstLocal, verb: ByteString, words: Words): void {
  const log = logOf(driver)
  const name = words.next() || refuse(log, 'EINVAL', 'Target name required')
  const target = driver.targets.get(name) ?? refuse(log, 'EINVAL', `Target ${name} not found`)
  const session = words.next() || refuse(log, 'EINVAL', 'Session name required')
  if (verb === 'add_session') driver.addSession(target, session)
  else if (verb === 'del_session') driver.deleteSession(target, session)
}

function command(driver: ScstLocal, text: ByteString): void {
  const words = new Words(text)
  const verb = words.next().toLowerCase()
  if (verb === 'add_target') addTarget(driver, words)
  else if (verb === 'del_target') deleteTarget(driver, words)
  else forSession(driver, verb, words)
}

const version = (
  get: (target: LocalTarget) => number,
  isKey: (target: LocalTarget) => boolean,
  set: (target: LocalTarget, version: number) => void,
): Attribute<LocalTarget> =>
  value({
    get,
    isKey: (_, target) => isKey(target),
    print: (now) => `0x${now.toString(16)}`,
    read: (text, { scst: { log } }) =>
      Number(
        BigInt.asUintN(
          16,
          complaining(unsigned, log, (shown, errno) => `strtoul() for ${shown} failed: ${errno}`)(text),
        ),
      ),
    set,
  })

const session: Directory<Session> = sessionKind({
  ...sessionAttributes,
  force_close: forceClose,
  /** There is no SCSI host. */
  host_no: fixed(() => -1),
  transport_id: {
    mode: 0o644,
    binary: true,
    show: ({ transportId }) => fromBuffer(transportId),
    store: (one, text) => {
      one.transportId = new Uint8Array(toBuffer(text))
    },
  },
})

const target: Directory<LocalTarget> = {
  attributes: {
    ...targetAttributes,
    phys_transport_version: version(
      (one) => one.physTransportVersion,
      (one) => one.physTransportVersion !== 0,
      (one, wanted) => {
        one.physTransportVersion = wanted
      },
    ),
    scsi_transport_version: version(
      (one) => one.scsiTransportVersion,
      (one) => one.hasOwnScsiVersion,
      (one, wanted) => one.setScsiVersion(wanted),
    ),
  },
  children: [targetDirectories<LocalTarget>((one) => directory(session, one))],
}

export const scstLocal: Directory<ScstLocal> = {
  attributes: {
    mgmt: {
      mode: 0o644,
      show: () => USAGE,
      store: (driver, text) => new Queued(() => command(driver, text)),
    },
    stats: content(() => 'Aborts: 0, Device Resets: 0, Target Resets: 0\n'),
    trace_level: traceLevel(({ scst, name }) => ({ scst, name, module: name })),
    version: content(() => '3.11.0-pre/20110901\nTRACING\n'),
  },
  children: [
    members(
      ({ targets }) => targets,
      (one) => directory(target, one),
    ),
  ],
}
