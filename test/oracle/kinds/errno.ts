import type { ByteString } from '../../../src/lib/bytes.ts'
import { SysfsError } from '../../../src/sysfs/sysfs.ts'
import { SECOND_OUTGOING_USER } from '../aftermath.ts'
import { unequal } from '../case-run.ts'
import type { Difference, Outcome } from '../difference.ts'
import { Machine } from '../machine.ts'
import { relativePath } from '../nodes.ts'
import { readJsonLines } from '../recording.ts'

interface Line {
  readonly id: string
  readonly path?: ByteString
  readonly write?: ByteString
  readonly errno?: 0 | string
  readonly open_errno?: string
  readonly readback?: ByteString
  readonly read?: ByteString
  /** The write never came back: the kernel had crashed. */
  readonly async?: unknown
  readonly device?: ByteString
  readonly attrs?: Readonly<Record<ByteString, ByteString>>
}

/** Single writes in order in one state, and what the file says afterwards. */
export async function replayWrites(file: string, name: string): Promise<Outcome[]> {
  const machine = await Machine.start()
  try {
    const outcomes: Outcome[] = []
    let isStale = false
    for (const line of readJsonLines<Line>(file)) {
      isStale ||= /OutgoingUser/.test(line.write ?? '') && line.errno === 'EEXIST'
      const differences = await replayLine(machine, line)
      const rule = ruleFor(line, isStale)
      outcomes.push({
        ...{ name: `${name}#${line.id}`, kind: 'errno' },
        differences:
          rule === undefined ? differences : differences.map((one) => ({ ...one, neverCopied: rule })),
      })
    }
    return outcomes
  } finally {
    await machine.stop()
  }
}

/** What must never be copied of a line, whatever ours does. */
function ruleFor(line: Line, isStale: boolean): string | undefined {
  if (line.async !== undefined) return 'a write that crashed the kernel'
  return isStale && /OutgoingUser/.test(`${line.path} ${line.write}`) ? SECOND_OUTGOING_USER : undefined
}

async function replayLine(machine: Machine, line: Line): Promise<Difference[]> {
  const differences: Difference[] = []
  if (line.write !== undefined) {
    const what = `write ${JSON.stringify(line.write)} to ${line.path}`
    const expected = line.open_errno === undefined ? String(line.errno) : `open:${line.open_errno}`
    differences.push(
      ...unequal(what, expected, await tryWrite(machine, line.path!, line.write, line.open_errno)),
    )
  }
  const looks: readonly [ByteString, ByteString | undefined][] = [
    [line.path ?? '', line.readback ?? line.read],
    ...Object.entries(line.attrs ?? {}).map(([name, value]): [ByteString, ByteString] => [
      `/sys/kernel/scst_tgt/devices/${line.device}/${name}`,
      value,
    ]),
  ]
  for (const [path, expected] of looks) {
    if (expected === undefined) continue
    differences.push(...unequal(`content of ${path}`, expected, await tryRead(machine, path)))
  }
  return differences
}

/** `0`, the name of the error number, or that with `open:` in front where opening was recorded to fail. */
async function tryWrite(
  machine: Machine,
  path: ByteString,
  text: ByteString,
  openErrno: string | undefined,
): Promise<string> {
  try {
    await machine.daemon.sysfs.write(relativePath(path), text)
    return '0'
  } catch (error) {
    if (!(error instanceof SysfsError)) throw error
    const isOpen = error.stage === 'open' || error.stage === 'lookup'
    return isOpen && openErrno !== undefined ? `open:${error.code}` : error.code
  }
}

async function tryRead(machine: Machine, path: ByteString): Promise<ByteString> {
  try {
    return await machine.daemon.sysfs.read(relativePath(path))
  } catch (error) {
    if (!(error instanceof SysfsError)) throw error
    return `${error.stage === 'lookup' ? 'open' : error.stage}:${error.code}`
  }
}
