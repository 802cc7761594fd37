import type { RunOptions } from '../admin/run.ts'
import type { ByteString } from '../lib/bytes.ts'
import { compatibilityFault } from './compatibility.ts'
import { parseOptions } from './getopt.ts'
import { DEFAULT_FILE, type Given, parseAttributes } from './given.ts'
import { complaint } from './legacy-checks.ts'
import { LEGACY_OPTIONS, type LegacyOption } from './legacy-options.ts'
import type { Asked } from './reach.ts'

/** What a classic command line asks for. */
export type LegacyCall =
  | { readonly kind: 'complaint'; readonly stdout: ByteString; readonly stderr: ByteString }
  | { readonly kind: 'help' }
  | {
      readonly kind: 'operations'
      /** In the order in which they are looked for. */
      readonly operations: readonly { readonly option: LegacyOption; readonly given: Given }[]
      readonly options: RunOptions
      /** Answer queries as JSON. */
      readonly json: boolean
    }

/** Values of operations that were given none. */
const DEFAULTS: ReadonlyMap<string, ByteString> = new Map([
  ['config', DEFAULT_FILE],
  ['check_config', DEFAULT_FILE],
])

/** Reads a classic command line; strict knows only the original's options, and those that lead to a tree. */
export function readLegacy(
  argv: readonly ByteString[],
  env: { readonly SCST_COMPAT?: string | undefined; readonly POSIXLY_CORRECT?: string | undefined },
): { readonly asked: Asked; readonly call: LegacyCall } {
  const manners = { posixlyCorrect: env.POSIXLY_CORRECT !== undefined }
  const all = parseOptions(LEGACY_OPTIONS, argv, manners)
  const compatibility = all.values.get('compat') ?? env.SCST_COMPAT
  const isStrict = compatibility === 'strict'
  const known = LEGACY_OPTIONS.filter(({ role, name }) => !isStrict || role !== 'ours' || leadsToTree(name))
  const { values, errors } = isStrict ? parseOptions(known, argv, manners) : all
  const asked = { sysfs: values.get('sysfs'), socket: values.get('socket'), isStrict }
  const fault = compatibilityFault(compatibility)
  return { asked, call: callOf(values, fault === undefined ? errors : [...errors, fault], isStrict) }
}

const leadsToTree = (name: string): boolean => ['sysfs', 'socket', 'compat'].includes(name)

function callOf(
  values: ReadonlyMap<string, ByteString>,
  errors: readonly ByteString[],
  isStrict: boolean,
): LegacyCall {
  if (errors.length > 0) {
    return { kind: 'complaint', stdout: '', stderr: errors.map((line) => `${line}\n`).join('') }
  }
  if (values.has('h') || values.has('help')) return { kind: 'help' }
  const given = LEGACY_OPTIONS.filter(({ name }) => values.has(name.toLowerCase()))
  const line = complaint(new Set(given.map(({ name }) => name)))
  if (line !== undefined) return { kind: 'complaint', stdout: line, stderr: '' }
  const operations = given.filter(({ command }) => command !== undefined)
  const json = values.has('json')
  if (json && operations.some(({ role }) => role !== 'query')) {
    return { kind: 'complaint', stdout: '', stderr: 'Option json goes with queries only\n' }
  }
  return {
    kind: 'operations',
    operations: operations.map((option) => ({ option, given: givenTo(option, values) })),
    options: runOptions(values, isStrict),
    json,
  }
}

function givenTo(option: LegacyOption, values: ReadonlyMap<string, ByteString>): Given {
  const name = option.value === 'none' ? '' : (values.get(option.name.toLowerCase()) ?? '')
  const attributes = values.get('attributes')
  return {
    name: name === '' && DEFAULTS.has(option.name) ? DEFAULTS.get(option.name)! : name,
    handler: values.get('handler'),
    driver: values.get('driver'),
    target: values.get('target'),
    group: values.get('group'),
    to: values.get('to'),
    device: values.get('device'),
    deviceGroup: values.get('dev_group'),
    targetGroup: values.get('tgt_group'),
    attributes: attributes === undefined ? undefined : parseAttributes(attributes),
  }
}

const runOptions = (values: ReadonlyMap<string, ByteString>, isStrict: boolean): RunOptions => ({
  compatibility: isStrict ? 'strict' : 'default',
  force: values.has('force'),
  noPrompt: values.has('noprompt'),
  continueOnError: values.has('cont_on_err'),
  nonKey: values.has('nonkey'),
  debug: values.has('debug'),
  lip: values.has('lip'),
  noLip: values.has('no_lip'),
  preserveClusterMode: values.has('preserve_cluster_mode'),
})
