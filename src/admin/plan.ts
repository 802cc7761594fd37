import { compare, type Deviation } from '../config/compare.ts'
import type { Attributes, Configuration, LunConfigurations } from '../config/configuration.ts'
import type { ByteString } from '../lib/bytes.ts'
import { Capture } from './capture.ts'
import { readDesired } from './desired.ts'
import { drive } from './drive.ts'
import { mannerOf } from './manner.ts'
import type { Operation } from './operation.ts'
import { apply } from './phases/apply.ts'
import { canonicalizeLuns } from './phases/canonical-luns.ts'
import { check } from './phases/check.ts'
import { SAME_SIZE } from './phases/difference.ts'
import { Rehearsal } from './rehearsal.ts'
import type { Run } from './run.ts'
import { Running } from './running.ts'

/** What -config would do with a file. */
export interface Plan {
  /** The writes, in order. */
  readonly operations: readonly Operation[]
  /** What the check finds and what would be reported instead of done, each a text as -config shows it. */
  readonly remarks: readonly ByteString[]
  /** Faults that stop -config, at the check or half-way: the writes are those before. */
  readonly errors: number
}

/** Goes through everything that -config would do, on a copy of the tree. */
export async function planConfiguration(run: Run, file: ByteString): Promise<Plan> {
  const running = await Running.read(run.sysfs)
  const desired = readDesired(run, file, running)
  if (!desired) return { operations: [], remarks: ['Configuration is empty.'], errors: 1 }
  const rehearsal = new Rehearsal(running, run.options.continueOnError ? 'abort' : 'fail')
  const { configuration, errors } = await drive(
    check(desired, running, (id) => run.departs(id)),
    rehearsal.perform,
  )
  if (errors > 0) return { operations: [], remarks: rehearsal.remarks, errors }
  if (run.departs('equal-values')) canonicalizeLuns(configuration)
  await rehearsal.drive(apply({ running, desired: configuration, manner: mannerOf(run) }))
  return {
    operations: rehearsal.operations,
    remarks: rehearsal.remarks,
    errors: rehearsal.isStopped ? 1 : 0,
  }
}

/**
 * Where a file and the running system part; undefined where the file is empty. What the running system has besides is
 * not always -config's to remove.
 */
export async function diffConfiguration(run: Run, file: ByteString): Promise<Deviation[] | undefined> {
  const running = await Running.read(run.sysfs)
  const desired = readDesired(run, file, running)
  if (!desired) return undefined
  const present = new Capture(running, { nonKey: true }).configuration()
  if (!desired.drivers.has('copy_manager')) present.drivers.delete('copy_manager')
  canonicalizeLuns(desired)
  forgetOwn(present, desired, running)
  return compare(present, desired)
}

/** What SCST sets by itself is no deviation from a file that says nothing of it. */
function forgetOwn(present: Configuration, desired: Configuration, running: Running): void {
  for (const [handler, { devices }] of present.handlers)
    for (const [device, { attributes }] of devices) {
      const said = desired.handlers.get(handler)?.devices.get(device)?.attributes
      for (const [one, other] of Object.entries(SAME_SIZE))
        if (said?.has(one) && !said.has(other)) attributes.delete(other)
    }
  for (const [driver, { targets }] of present.drivers)
    for (const [name, target] of targets) {
      const wanted = desired.drivers.get(driver)?.targets.get(name)
      if (!wanted?.attributes.has('rel_tgt_id')) target.attributes.delete('rel_tgt_id')
      forgetReadOnly(target.luns, wanted?.luns, running)
      for (const [group, { luns }] of target.groups)
        forgetReadOnly(luns, wanted?.groups.get(group)?.luns, running)
    }
  for (const [name, { targetGroups }] of present.deviceGroups)
    for (const [group, { attributes, targets }] of targetGroups) {
      const wanted = desired.deviceGroups.get(name)?.targetGroups.get(group)
      forgetInitial(attributes, wanted?.attributes)
      for (const [target, member] of targets)
        forgetInitial(member.attributes, wanted?.targets.get(target)?.attributes)
    }
}

/** What target groups and their targets begin with. */
const INITIAL: Attributes = new Map([
  ['group_id', ['0']],
  ['rel_tgt_id', ['0']],
  ['state', ['active']],
])

function forgetInitial(attributes: Attributes, wanted: Attributes | undefined): void {
  for (const [name, [value]] of INITIAL)
    if (!wanted?.has(name) && attributes.get(name)?.at(-1) === value) attributes.delete(name)
}

function forgetReadOnly(
  present: LunConfigurations,
  desired: LunConfigurations | undefined,
  running: Running,
): void {
  for (const [lun, devices] of present)
    for (const [device, { attributes }] of devices)
      if (running.isReadOnlyDevice(device) && !desired?.get(lun)?.get(device)?.attributes.has('read_only'))
        attributes.delete('read_only')
}
