import type { Command } from '@oclif/core'
import { SECTIONS } from '../cli/legacy-help.ts'
import { LEGACY_OPTIONS, type LegacyOption, legacyOption } from '../cli/legacy-options.ts'

/** scstadmin(8) as roff, from the option table and the commands' own descriptions. */
export function manualPage(commands: ReadonlyMap<string, typeof Command>, version: string): string {
  return [
    `.TH SCSTADMIN 8 "" "tscst ${version}" "System Administration"`,
    '.SH NAME',
    'scstadmin \\- administer SCST',
    '.SH SYNOPSIS',
    '.B scstadmin',
    text('[options] operation'),
    '.br',
    '.B scstadmin',
    text('command [arguments] [flags]'),
    '.SH DESCRIPTION',
    text(DESCRIPTION),
    '.SH CLASSIC OPTIONS',
    text(OPTIONS),
    ...SECTIONS.flatMap(({ heading, options }) => [
      ...(heading ? [`.SS ${text(heading)}`] : []),
      ...options.map(optionEntry),
    ]),
    '.SS Companions and options of our own',
    ...LEGACY_OPTIONS.filter(({ role }) => role === 'companion' || role === 'ours').map(({ name }) =>
      optionEntry(name),
    ),
    '.SH COMMANDS',
    ...[...commands]
      .filter(([, { hidden }]) => !hidden)
      .map(([name, command]) => commandEntry(name, command)),
    '.SH EXIT STATUS',
    text(EXIT_STATUS),
    '.SH ENVIRONMENT',
    ...Object.entries(ENVIRONMENT).map(([name, meaning]) => entry(`\\fB${name}\\fR`, meaning)),
    '.SH FILES',
    entry('\\fI/etc/scst.conf\\fR', 'The configuration file where none is named.'),
    entry('\\fI/sys/kernel/scst_tgt\\fR', 'The tree of a kernel SCST, or a mount of ours.'),
    '.SH SEE ALSO',
    '.BR scstd (8)',
    '',
  ].join('\n')
}

const DESCRIPTION =
  'Shows and changes what an SCST target serves: that of scstd through its socket, or that of a Linux kernel through sysfs. Classic options take the place of the original scstadmin, output and exit status included; commands are the newer form of the same and more.'
const OPTIONS =
  'Names may be abbreviated as far as they stay unique; case does not matter; one dash or two. Several -list_ operations can be given in one call, other operations one at a time.'
const EXIT_STATUS =
  '0 when all went well; 1 on errors; 2 when SCST cannot be reached, and from config plan and config diff when something would change; 255 without the rights. -add_target and -rem_target exit with the number of their error, sysfs commands with the error number.'
const ENVIRONMENT: Readonly<Record<string, string>> = {
  SCST_SYSFS: 'Work on this directory, as with -sysfs.',
  SCST_SOCKET: 'Reach the daemon at this socket, as with -socket.',
  SCST_COMPAT: 'strict: behave as the original in every corner, as with -compat.',
}

function optionEntry(name: string): string {
  const option = legacyOption(name)
  return entry(optionTag(option), option.summary)
}

const optionTag = ({ name, argument, companions = [] }: LegacyOption): string =>
  [`\\fB\\-${text(name)}\\fR`, ...[argument ?? [], companions].flat().map(text)].join(' ')

function commandEntry(name: string, command: typeof Command): string {
  const flags = { ...command.baseFlags, ...command.flags }
  const args = Object.entries(command.args).map(([arg, { required }]) =>
    (required ? arg : `[${arg}]`).toUpperCase(),
  )
  return [
    `.SS ${text([name, ...args].join(' '))}`,
    text([command.summary, command.description].filter(Boolean).join(' ')),
    ...Object.entries(flags).map(([flag, { type, summary, description }]) =>
      entry(
        `\\fB\\-\\-${text(flag)}\\fR${type === 'option' ? ' VALUE' : ''}`,
        sentence(summary ?? description ?? ''),
      ),
    ),
  ].join('\n')
}

const entry = (tag: string, meaning: string): string => `.TP\n${tag}\n${text(meaning)}`

const sentence = (words: string): string =>
  words === '' ? '' : `${words[0]!.toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`

/** Plain text: nothing in it is a request or an escape. */
const text = (plain: string): string =>
  plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
