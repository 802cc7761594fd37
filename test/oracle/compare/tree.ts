import type { ByteString } from '../../../src/lib/bytes.ts'
import { type RecordedNode, type RecordedTreeDiff, ROOT } from '../recording.ts'

export interface TreeOptions {
  /** Something was removed on the way: numbers of exports are then free. */
  readonly removals: boolean
  /** The recorder's initiators had read and written: what targets counted of it does not come again. */
  readonly traffic?: boolean
}

/** Two trees as texts, a node a line, equal where only what cannot be compared differs. */
export function comparableTrees(
  expected: readonly RecordedNode[],
  actual: readonly RecordedNode[],
  options: TreeOptions,
): { expected: ByteString; actual: ByteString } {
  const limits = new Map(expected.map((node) => [node.path, node.content]))
  const hasPools = expected.some(({ path }) => POOLS.test(path))
  const text = (nodes: readonly RecordedNode[]) =>
    freed(hasPools ? nodes : nodes.filter(({ path }) => !POOLS.test(path)), options)
      .map((node) => line(capped(options.traffic ? uncounted(node) : node, limits.get(node.path))))
      .sort()
      .join('\n')
  return { expected: text(expected), actual: text(actual) }
}

/** Recordings of configurations leave the memory pools out. */
const POOLS = /^\/sys\/kernel\/scst_tgt\/sgv(\/|$)/

/** What a command changed, likewise. */
export function comparableDiffs(
  expected: RecordedTreeDiff,
  actual: RecordedTreeDiff,
): { expected: ByteString; actual: ByteString } {
  return { expected: diffText(expected), actual: diffText(actual) }
}

/** The difference of two trees in the recorder's form. */
export function differenceOf(
  before: readonly RecordedNode[],
  after: readonly RecordedNode[],
): RecordedTreeDiff {
  const old = new Map(before.map((node) => [node.path, node]))
  const now = new Set(after.map((node) => node.path))
  return {
    added: after.filter((node) => !old.has(node.path)),
    removed: before.filter((node) => !now.has(node.path)).map((node) => node.path),
    changed: after.flatMap((node) => {
      const was = old.get(node.path)
      return was === undefined || shownValue(was) === shownValue(node)
        ? []
        : [{ path: node.path, from: shownValue(was), to: shownValue(node) }]
    }),
  }
}

function diffText(diff: RecordedTreeDiff): ByteString {
  const added = freed(diff.added ?? [], { removals: true }).filter(({ path }) => !LATENCY.test(path))
  const isOurs = (path: ByteString) => !LATENCY.test(path) && !HOST_ADAPTER.test(path)
  const removed = (diff.removed ?? []).filter(isOurs).map(withoutNumbers)
  const changed = (diff.changed ?? []).filter(({ path }) => !UNRECORDED_CHANGES.test(path))
  return [
    ...added.map((node) => `added ${withoutNumbers(line(node))}`).sort(),
    ...removed.map((path) => `removed ${path}`).sort(),
    ...changed
      .filter(({ path }) => maskOf(path) === undefined && !COPY_MANAGER_TRAFFIC.test(path))
      .map(({ path, from, to }) => `changed ${withoutNumbers(path)}: ${JSON.stringify([from, to])}`)
      .sort(),
  ].join('\n')
}

const LATENCY = /\/sessions\/[^/]+\/latency\//
/** A SCSI host of the machine: a process has none. */
const HOST_ADAPTER = /\/targets\/scst_local\/.*\/host$/
const UNRECORDED_CHANGES = /\/sessions\/|\/sgv\/|\/last_sysfs_mgmt_res$/

/** Exports and numbered attributes in a difference: which number goes or comes is free. */
const withoutNumbers = (path: ByteString): ByteString =>
  path
    .replace(/(\/exported\/export)\d+/, '$1N')
    .replace(/(\/(?:IncomingUser|OutgoingUser|allowed_portal))\d*(?=$| )/, '$1')

/** Contents that belong to a moment, a process, a machine or a build. */
const MASKS: readonly (readonly [RegExp, (content: ByteString) => ByteString])[] = [
  [/\/(thread_pid|thread_index|host_no|sid|transport_id)$/, () => '*'],
  [/\/sgv\/.*stats$/, () => '*'],
  [/\/targets\/scst_local\/.*_(cmd_count|io_count_kb)$/, () => '*'],
  [LATENCY, () => '*'],
  [/\/sessions\/.*_(cmd_count|io_count_kb)$/, () => '*'],
  [/\/version$/, (content) => content.replace(/^(SCST (?:build|git|kver|arch)[^:]*:).*$/gm, '$1 *')],
]

const maskOf = (path: ByteString) => MASKS.find(([pattern]) => pattern.test(path))?.[1]

/** The copy manager's own reads of new devices: ours may be fewer. */
const COPY_MANAGER_TRAFFIC = /\/targets\/copy_manager\/.*\/(read_cmd_count|read_io_count_kb)$/

const COUNTERS = /\/targets\/iscsi\/[^/]+\/\w+_(cmd_count|io_count_kb)$/

const uncounted = (node: RecordedNode): RecordedNode =>
  COUNTERS.test(node.path) ? { ...node, content: '*' } : node

function capped(node: RecordedNode, limit: ByteString | null | undefined): RecordedNode {
  const isWithin = COPY_MANAGER_TRAFFIC.test(node.path) && Number(node.content) <= Number(limit)
  return isWithin ? { ...node, content: limit ?? null } : node
}

/** Nodes whose free parts are put in order: numbered siblings' values, numbers of exports. */
function freed(nodes: readonly RecordedNode[], options: TreeOptions): RecordedNode[] {
  const families = new Map<string, RecordedNode[]>()
  for (const node of nodes.filter(({ path }) => !HOST_ADAPTER.test(path))) {
    const family = familyOf(node.path, options) ?? node.path
    families.set(family, [...(families.get(family) ?? []), node])
  }
  return [...families].flatMap(([family, siblings]) =>
    siblings.length === 1 && family === siblings[0]!.path ? siblings : renamed(family, siblings),
  )
}

function familyOf(path: ByteString, { removals }: TreeOptions): string | undefined {
  const numbered = /^(.*\/(?:IncomingUser|OutgoingUser|allowed_portal))\d*$/.exec(path)
  if (numbered) return numbered[1]
  return removals ? /^(.*\/exported\/export)\d+$/.exec(path)?.[1] : undefined
}

const renamed = (family: string, siblings: readonly RecordedNode[]): RecordedNode[] =>
  siblings
    .toSorted((a, b) => (shownValue(a) < shownValue(b) ? -1 : 1))
    .map((node, at) => ({ ...node, path: `${family}#${at}` }))

const shownValue = (node: RecordedNode): ByteString => node.target ?? node.content ?? node.error ?? ''

function line({ path, type, mode, content, error, target }: RecordedNode): ByteString {
  const name = path.slice(ROOT.length + 1)
  if (type === 'dir') return `${name}/ ${mode}`
  if (type === 'link') return `${name} -> ${target}`
  if (error !== undefined) return `${name} ${mode} ${error}`
  return `${name} ${mode} ${JSON.stringify((maskOf(path) ?? ((same) => same))(content ?? ''))}`
}
