import type { ByteString } from '../lib/bytes.ts'
import { lastLinkName } from './node-path.ts'
import type { Operation } from './operation.ts'
import { ROOT, type Running } from './running.ts'
import { type Steps, say, write } from './step.ts'

/** A target by its driver. */
export interface TargetNames {
  readonly driver: ByteString
  readonly target: ByteString
}

export const allTargets = (running: Running): TargetNames[] =>
  running.drivers().flatMap((driver) => running.targets(driver).map((target) => ({ driver, target })))

/**
 * Makes initiators of fibre channel targets look again (a loop initialisation). `isAsked`: by -issue_lip itself,
 * not by -lip after another operation. Answers the exit status; the first that fails is the last.
 */
export function* issueLip(
  targets: readonly TargetNames[],
  running: Running,
  isAsked: boolean,
): Steps<number> {
  for (const { driver, target } of targets) if (!(yield* issueOne(driver, target, running, isAsked))) return 1
  return 0
}

function* issueOne(
  driver: ByteString,
  target: ByteString,
  running: Running,
  isAsked: boolean,
): Steps<boolean> {
  const name = `driver/target '${driver}/${target}'`
  const path = `targets/${driver}/${target}/host`
  const host = lastLinkName(running.root, path)
  if (isAsked && host === undefined) {
    yield* say(`\t-> D${name.slice(1)} has no 'host' attribute, ignoring.\n`)
    return true
  }
  const directory = [`${path}/device/fc_host:${host}`, `${path}/fc_host/${host}`].find((candidate) =>
    running.has(candidate),
  )
  if (host === undefined || directory === undefined) {
    yield* say('\t-> Driver/target is not a fibre channel target, ignoring.\n')
  } else if (!running.isWritable(`${directory}/issue_lip`)) {
    yield* say(`Fibre channel ${name} lacks the ability to issue LIPs, ignoring.\n`)
  } else {
    yield* say(`\t-> Issuing LIP on fibre channel ${name} (${host}): `)
    const code = yield* write(lip(`${directory}/issue_lip`))
    yield* say('done.\n')
    if (code === 0) return true
    yield* say(`WARNING: Failed to issue LIP on ${name}.\n`)
    return false
  }
  return true
}

const lip = (path: ByteString): Operation => ({
  path,
  text: '1',
  says: '',
  debug: `${ROOT}/${path} -> 1`,
  causes: [],
  failed: 2,
})
