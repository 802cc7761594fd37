import type { ByteString } from '../lib/bytes.ts'
import { type DirectoryNode, type Node, type Sysfs, SysfsError } from '../sysfs/sysfs.ts'
import type { AttributeTable } from './attributes.ts'
import { exists } from './cause.ts'
import { requirementsOf } from './existence.ts'
import { type ObjectKind, type ObjectRef, pathOf } from './object.ts'
import { ReadError } from './read-error.ts'
import { Running } from './running.ts'

/** Objects that hold many others, of which their attributes need none. */
const SHALLOW: readonly ObjectKind[] = ['scst', 'driver']

/** An object's attributes as they are now. */
export async function readObject(sysfs: Sysfs, ref: ObjectRef): Promise<AttributeTable> {
  const path = pathOf(ref)
  try {
    const node = await (SHALLOW.includes(ref.kind) ? readFiles(sysfs, path) : sysfs.snapshot(path))
    if (node.type === 'dir') return new Running(graft(path, node)).attributes(ref)
  } catch (error) {
    if (!(error instanceof SysfsError)) throw error
  }
  await expectAll(sysfs, ref)
  // A link, whose target only the whole tree has.
  return (await Running.read(sysfs)).attributes(ref)
}

/** Says what is missing, the outermost first. */
async function expectAll(sysfs: Sysfs, ref: ObjectRef): Promise<void> {
  for (const { path, absence } of requirementsOf(ref))
    if (!(await exists(sysfs, path))) throw new ReadError(`${ref.kind}Attributes(): ${absence}`)
}

/** The first line of a file; undefined when there is none. */
export async function readFirstLine(sysfs: Sysfs, path: ByteString): Promise<ByteString | undefined> {
  try {
    return (await sysfs.read(path)).split('\n', 1)[0]
  } catch (error) {
    if (error instanceof SysfsError) return undefined
    throw error
  }
}

/** The sessions of a target that can be closed. */
export async function readSessions(
  sysfs: Sysfs,
  driver: ByteString,
  target: ByteString,
): Promise<ByteString[]> {
  const path = `targets/${driver}/${target}/sessions`
  try {
    const running = new Running(graft(path, await sysfs.snapshot(path)))
    return running
      .sessionNames(driver, target)
      .filter((session) => running.has(`${path}/${session}/force_close`))
  } catch (error) {
    if (!(error instanceof SysfsError)) throw error
    const missing = requirementsOf({ kind: 'target', driver, target })
    throw new ReadError(`sessions(): ${missing.at(-1)!.absence}`, { cause: error })
  }
}

/** A directory with its files only; subdirectories are empty. */
async function readFiles(sysfs: Sysfs, path: ByteString): Promise<DirectoryNode> {
  const entries = await sysfs.list(path)
  const nodes = await Promise.all(
    entries.map(async ({ name, type }): Promise<[ByteString, Node]> => {
      if (type !== 'file') return [name, { type: 'dir', mode: 0o755, entries: new Map() }]
      const file = path === '' ? name : `${path}/${name}`
      const { mode } = await sysfs.stat(file)
      const content = (mode & 0o400) === 0 ? undefined : await sysfs.read(file).catch(() => undefined)
      return [name, { type: 'file', mode, ...(content !== undefined && { content }) }]
    }),
  )
  return { type: 'dir', mode: 0o755, entries: new Map(nodes) }
}

/** A tree that holds nothing but this node. */
function graft(path: ByteString, node: Node): DirectoryNode {
  const grafted = path
    .split('/')
    .filter((name) => name !== '')
    .reduceRight<Node>(
      (below, name) => ({ type: 'dir', mode: 0o755, entries: new Map([[name, below]]) }),
      node,
    )
  return grafted as DirectoryNode
}
