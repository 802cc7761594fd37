import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { applyConfiguration } from '../src/admin/apply.ts'
import { Unwritable } from '../src/admin/faithful-text.ts'
import {
  type Import as Imported,
  type ImportRequest,
  readImport,
  UnknownFormat,
} from '../src/admin/import.ts'
import { UnreadableFile } from '../src/admin/import-files.ts'
import { type Format, formats, isFormat } from '../src/admin/import-format.ts'
import { outputsOf, UnwritableFile, writeOutput } from '../src/admin/import-output.ts'
import { Run } from '../src/admin/run.ts'
import type { Terminal } from '../src/admin/terminal.ts'
import { BaseCommand, type PlaceFlags } from '../src/cli/base-command.ts'
import { printReport, reportOf } from '../src/cli/import-report.ts'
import { ACCOUNTS } from '../src/config/account.ts'
import type { ByteString } from '../src/lib/bytes.ts'

/** Where scstd looks for address rules unless it is told otherwise. */
const defaultRules = '/etc'

/** Files that belong to a configuration, by the end of their name. */
const companions: readonly (readonly [string, 'allow' | 'deny' | 'portals' | 'scst'])[] = [
  ['initiators.allow', 'allow'],
  ['initiators.deny', 'deny'],
  ['targets.allow', 'portals'],
  ['scst.conf', 'scst'],
]

/** `scstadmin import [<format>] <file>…` */
export default class Import extends BaseCommand {
  static override summary = 'Take over the configuration of another iSCSI target.'
  static override description =
    'Formats: ietd, iscsi-scstd, procfs, lio, tgt, ctl; found out from the file when none is given. ' +
    'Exit status: 0 everything mapped, 2 something lost, 1 something refused.'
  static override strict = false
  static override args = {
    words: Args.string({
      description: 'format, and the file with those that belong to it',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    out: Flags.string({
      helpValue: 'FILE',
      summary: 'Write scst.conf here (mode 0600), address rules beside it.',
    }),
    'initiator-files': Flags.string({
      helpValue: 'DIR',
      summary: 'Write initiators.allow and initiators.deny here, where scstd looks for them.',
    }),
    'initiators-allow': Flags.string({ helpValue: 'FILE', summary: 'initiators.allow of the old target.' }),
    'initiators-deny': Flags.string({ helpValue: 'FILE', summary: 'initiators.deny of the old target.' }),
    'targets-allow': Flags.string({ helpValue: 'FILE', summary: 'targets.allow of IET.' }),
    scst: Flags.string({ helpValue: 'FILE', summary: 'scst.conf that goes with iscsi-scstd.conf.' }),
    targets: Flags.string({ helpValue: 'NAME,…', summary: 'Targets that get what is for all (procfs).' }),
    'preserve-identity': Flags.boolean({ summary: 'Keep vendor, serial number and ids that hosts know.' }),
    exact: Flags.boolean({ summary: "Also write the old target's defaults." }),
    'as-running': Flags.boolean({
      summary: 'Where the old target did less than its file says, do as it did.',
    }),
    acl: Flags.string({ options: ['names', 'ips'], summary: 'Which rules count where either was enough.' }),
    chap: Flags.string({ options: ['union'], summary: 'Accept accounts of single hosts from every host.' }),
    alua: Flags.boolean({ summary: 'Take ALUA groups of LIO over as device groups.' }),
    'path-map': Flags.string({
      helpValue: 'OLD=HERE',
      multiple: true,
      summary: 'Where disks of the old machine are here, by the beginning of their path.',
    }),
    strict: Flags.boolean({ summary: 'Exit 1 also when something is lost.' }),
    json: Flags.boolean({ summary: 'Report as JSON.' }),
    apply: Flags.boolean({ summary: 'Apply the result as -config does, unless something was refused.' }),
    noprompt: Flags.boolean({ summary: 'Never ask.' }),
    force: Flags.boolean({ summary: 'With --apply: also remove what is not in the configuration.' }),
  }

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Import)
    try {
      const request = requestOf(argv as ByteString[], flags)
      const imported = readImport(request)
      return await this.#deliver(imported, request.file, flags)
    } catch (error) {
      if (!isComplaint(error)) throw error
      this.terminal.err(`${(error as Error).message}\n`)
      return 1
    }
  }

  async #deliver(imported: Imported, from: ByteString, flags: ImportFlags): Promise<number> {
    const rules = flags['initiator-files'] ?? directoryOf(flags.out ?? `${defaultRules}/`)
    const outputs = outputsOf(imported, { file: flags.out ?? '', rules, from: baseName(from) })
    const isWritten = flags.out !== undefined
    if (isWritten) for (const output of outputs) writeOutput(output)
    const report = reportOf(imported, flags.strict, isWritten ? outputs.map(({ file }) => file) : [])
    if (flags.json) this.json(report)
    else this.terminal.out(printReport(report))
    if (!flags.apply) return report.status
    const refusal = whyNot(report.status, outputs.length > 1, rules, flags)
    if (refusal !== undefined) {
      this.terminal.err(`Not applied: ${refusal}\n`)
      return 1
    }
    const status = await this.#apply(outputs[0]!.text, secretsOf(imported), flags)
    return status === 0 ? report.status : status
  }

  /** Through -config itself, so that the same is checked, said and done. */
  async #apply(text: ByteString, secrets: readonly ByteString[], flags: ImportFlags): Promise<number> {
    const directory = mkdtempSync(join(tmpdir(), 'scstadmin-import-'))
    const file = flags.out ?? join(directory, 'scst.conf')
    try {
      if (flags.out === undefined) writeOutput({ file, text })
      return await this.withSysfs(flags, (sysfs) => {
        const terminal = discreet(this.terminal, secrets, flags.json)
        const { force, noprompt } = flags
        const compatibility = this.asked(flags).isStrict ? 'strict' : 'default'
        const run = new Run(sysfs, terminal, { compatibility, force, noPrompt: noprompt })
        this.environment.onInterrupt?.(() => run.interrupt())
        return applyConfiguration(run, file)
      })
    } finally {
      rmSync(directory, { recursive: true })
    }
  }
}

/** What -config says, without secrets; not at all where standard output is one JSON document. */
const discreet = (terminal: Terminal, secrets: readonly ByteString[], isQuiet: boolean): Terminal => {
  const masked = (text: ByteString) =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, '********'), text)
  return {
    out: (text) => (isQuiet ? undefined : terminal.out(masked(text))),
    err: (text) => terminal.err(masked(text)),
    readLine: () => terminal.readLine(),
  }
}

const secretsOf = ({ configuration }: Imported): ByteString[] => {
  const sections = [...configuration.drivers.values()].flatMap((driver) => [
    driver,
    ...driver.targets.values(),
  ])
  const accounts = sections.flatMap(({ attributes }) =>
    ACCOUNTS.flatMap((name) => attributes.get(name) ?? []),
  )
  return accounts.map((account) => account.slice(account.indexOf(' ') + 1))
}

type ImportFlags = PlaceFlags & {
  readonly out?: string | undefined
  readonly 'initiator-files'?: string | undefined
  readonly strict: boolean
  readonly json: boolean
  readonly apply: boolean
  readonly noprompt: boolean
  readonly force: boolean
}

/** Rules by address work only where scstd reads them; without them targets would be open. */
const whyNot = (
  status: number,
  hasRules: boolean,
  rules: ByteString,
  flags: ImportFlags,
): string | undefined => {
  if (status === 1) return 'something was refused; apply the file with -config when that is what you want'
  if (!hasRules) return undefined
  if (flags.out === undefined) return 'rules by address must be written first: give --out'
  if (flags['initiator-files'] === undefined && rules !== defaultRules) {
    return "rules by address stand where scstd may not look: give scstd's directory with --initiator-files"
  }
  return undefined
}

class UsageError extends Error {}

const isComplaint = (error: unknown): boolean =>
  [UsageError, UnreadableFile, UnknownFormat, Unwritable, UnwritableFile].some(
    (kind) => error instanceof kind,
  ) ||
  (error instanceof Error && 'code' in error && 'syscall' in error)

const requestOf = (
  argv: readonly ByteString[],
  // biome-ignore lint/suspicious/noExplicitAny: flags are strings or booleans, as their table says
  flags: Readonly<Record<string, any>>,
): ImportRequest => {
  const [first, ...rest] = argv
  const format: Format | undefined =
    first !== undefined && isFormat(first) && rest.length > 0 ? first : undefined
  const files = format ? rest : argv
  const mains = files.filter((file) => files.length === 1 || !companionOf(file, format))
  if (mains.length !== 1) {
    throw new UsageError(
      `Give one configuration (${formats.join(', ')}) and the files that belong to it, not ${mains.length}`,
    )
  }
  const beside = Object.fromEntries(
    files.filter((file) => file !== mains[0]).map((file) => [companionOf(file, format)!, file]),
  )
  return {
    format,
    file: mains[0]!,
    allow: flags['initiators-allow'] ?? beside.allow,
    deny: flags['initiators-deny'] ?? beside.deny,
    portals: flags['targets-allow'] ?? beside.portals,
    scst: flags.scst ?? beside.scst,
    options: {
      preserveIdentity: flags['preserve-identity'],
      exact: flags.exact,
      asRunning: flags['as-running'],
      chapUnion: flags.chap === 'union',
      acl: flags.acl,
      alua: flags.alua,
      paths: (flags['path-map'] ?? []).map(pathMap),
      targets: flags.targets?.split(',') ?? [],
    },
  }
}

const pathMap = (text: ByteString): readonly [ByteString, ByteString] => {
  const [, old, here] = /^(\/[^=]*)=(\/.*)$/s.exec(text) ?? []
  if (old === undefined || here === undefined)
    throw new UsageError(`--path-map wants OLD=HERE, two absolute paths, not ${text}`)
  return [old, here]
}

const companionOf = (file: ByteString, format: Format | undefined): string | undefined =>
  format === 'procfs'
    ? undefined
    : companions.find(([name]) => baseName(file).endsWith(name) && !baseName(file).startsWith('iscsi-'))?.[1]

const baseName = (file: ByteString): ByteString => file.slice(file.lastIndexOf('/') + 1)

const directoryOf = (file: ByteString): ByteString =>
  file.includes('/') ? file.slice(0, file.lastIndexOf('/')) || '/' : '.'
