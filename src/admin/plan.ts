import { compare, type Deviation } from '../config/compare.ts'
import type { Configuration, LunConfigurations } from '../config/configuration.ts'
import type { ByteString } from '../lib/bytes.ts'
import { Capture } from './capture.ts'
import { readDesired } from './desired.ts'
import { drive } from './drive.ts'
import { mannerOf } from './manner.ts'
import type { Operation } from './operation.ts'
import { apply } from './phases/apply.ts'
import { canonicalizeLuns } from './phases/canonical-luns.ts'
import { check } from './phases/check.ts'
import { Rehearsal } from './rehearsal.ts'
import type { Run } from './run.ts'
import { Running } from './running.ts'

/** What -config would do with a file. */
export interface Plan {
  /** The writes, in order. */
  readonly operations: readonly Operation[]
  /** What the check finds and what would be reported instead of done, each a text as -config shows it. */
  readonly remarks: readonly ByteString[]
  /** Faults that stop -config. */
  readonly errors: number
}

/** Goes through everything that -config would do, on a copy of the tree. */
export async function planConfiguration(run: Run, file: ByteString): Promise<Plan> {
  const running = await Running.read(run.sysfs)
  const desired = readDesired(run, file, running)
  if (!desired) return { operations: [], remarks: [], errors: 0 }
  const rehearsal = new Rehearsal(running)
  const { configuration, errors } = await drive(
    check(desired, running, (id) => run.departs(id)),
    rehearsal.perform,
  )
  if (errors > 0) return { operations: [], remarks: rehearsal.remarks, errors }
  if (run.departs('equal-values')) canonicalizeLuns(configuration)
  await drive(apply({ running, desired: configuration, manner: mannerOf(run) }), rehearsal.perform)
  return { operations: rehearsal.operations, remarks: rehearsal.remarks, errors }
}

/** Where a file and the running system part. What the running system has besides is not always -config's to remove. */
export async function diffConfiguration(run: Run, file: ByteString): Promise<Deviation[]> {
  const running = await Running.read(run.sysfs)
  const desired = readDesired(run, file, running)
  if (!desired) return []
  const present = new Capture(running, { nonKey: true }).configuration()
  if (!desired.drivers.has('copy_manager')) present.drivers.delete('copy_manager')
  canonicalizeLuns(desired)
  forgetOwn(present, desired)
  return compare(present, desired)
}

/** What SCST sets by itself is no deviation from a file that says nothing of it. */
function forgetOwn(present: Configuration, desired: Configuration): void {
  const readOnly = new Set<ByteString>()
  for (const [handler, { devices }] of present.handlers)
    for (const [device, { attributes }] of devices) {
      if (attributes.get('read_only')?.at(-1) === '1') readOnly.add(device)
      const said = desired.handlers.get(handler)?.devices.get(device)?.attributes
      for (const [one, other] of SAME_SIZE) if (said?.has(one) && !said.has(other)) attributes.delete(other)
    }
  for (const [driver, { targets }] of present.drivers)
    for (const [name, target] of targets) {
      const wanted = desired.drivers.get(driver)?.targets.get(name)
      if (!wanted?.attributes.has('rel_tgt_id')) target.attributes.delete('rel_tgt_id')
      forgetReadOnly(target.luns, wanted?.luns, readOnly)
      for (const [group, { luns }] of target.groups)
        forgetReadOnly(luns, wanted?.groups.get(group)?.luns, readOnly)
    }
}

/** One size, in bytes and in MiB. */
const SAME_SIZE = [
  ['size', 'size_mb'],
  ['size_mb', 'size'],
] as const

/** A LUN of a read-only device is read-only. */
function forgetReadOnly(
  present: LunConfigurations,
  desired: LunConfigurations | undefined,
  readOnly: ReadonlySet<ByteString>,
): void {
  for (const [lun, devices] of present)
    for (const [device, { attributes }] of devices)
      if (readOnly.has(device) && !desired?.get(lun)?.get(device)?.attributes.has('read_only'))
        attributes.delete('read_only')
}
