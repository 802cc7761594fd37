import { parseArgs } from 'node:util'
import { SETTINGS, type SettingName, type SettingTexts } from './settings.ts'

/** What the command line asks for; the texts of settings are read later, together with the ini file's. */
export type CommandLine =
  | { readonly action: 'help' | 'version' }
  | { readonly action: 'refuse'; readonly message: string }
  | {
      readonly action: 'run'
      readonly foreground: boolean
      /** Set by the parent that waits for the start of its background child. */
      readonly detached: boolean
      readonly ini: string | undefined
      readonly texts: SettingTexts
    }

type Described = { readonly short?: string; readonly argument?: string; readonly says: string }

/** Options that are no settings. */
const OWN: Readonly<Record<string, Described>> = {
  foreground: { short: 'f', says: 'stay in the foreground and log to stderr' },
  ini: { argument: 'FILE', says: 'settings (default /etc/scstd.ini)' },
  'no-login': { says: 'serve the tree alone, as SCST without iscsi-scstd' },
  config: { short: 'c', argument: 'FILE', says: 'refused: see scstadmin import' },
  version: { short: 'v', says: 'print the version' },
  help: { short: 'h', says: 'print this text' },
}

export function parseCommandLine(argv: readonly string[]): CommandLine {
  let values: Record<string, unknown>
  try {
    values = parseArgs({ args: [...argv], options: optionTypes(), allowPositionals: false }).values
  } catch (error) {
    const message = (error as Error).message.replace(/\. To specify .*$/s, '')
    return { action: 'refuse', message: `${message}\nTry \`scstd --help' for more information.` }
  }
  if (values.help) return { action: 'help' }
  if (values.version) return { action: 'version' }
  if (values.config !== undefined)
    return { action: 'refuse', message: pointToImport(values.config as string[]) }
  return {
    action: 'run',
    foreground: values.foreground === true || values.detached === true,
    detached: values.detached === true,
    ini: (values.ini as string[] | undefined)?.at(-1),
    texts: settingTexts(values),
  }
}

export const usage = (): string =>
  ['Usage: scstd [OPTION]', 'SCST target daemon.', '', ...optionLines()].map((line) => `${line}\n`).join('')

type OptionType = { type: 'string' | 'boolean'; short?: string; multiple?: boolean }

function optionTypes(): Record<string, OptionType> {
  const types: Record<string, OptionType> = { detached: { type: 'boolean' } }
  for (const [name, { short, argument }] of described()) {
    types[name] = argument ? { type: 'string', multiple: true } : { type: 'boolean' }
    if (short) types[name].short = short
  }
  return types
}

const described = (): [string, Described][] => [
  ...Object.values(SETTINGS).flatMap((setting): [string, Described][] =>
    'option' in setting ? [[setting.option, setting]] : [],
  ),
  ...Object.entries(OWN),
]

function optionLines(): string[] {
  return described().map(([name, { short, argument, says }]) => {
    const spelled = `  ${short ? `-${short}, ` : '    '}--${name}${argument ? `=${argument}` : ''}`
    return `${spelled.padEnd(30)} ${says}`
  })
}

function settingTexts(values: Readonly<Record<string, unknown>>): SettingTexts {
  const texts: Partial<Record<SettingName, readonly string[]>> = {}
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const given = 'option' in setting ? values[setting.option] : undefined
    if (Array.isArray(given)) texts[name as SettingName] = given
    if (given === true) texts[name as SettingName] = ['yes']
  }
  if (values['no-login']) texts.login = ['0']
  return texts
}

const pointToImport = (files: readonly string[]): string =>
  `scstd executes no configuration files; "scstadmin import ${files.at(-1)}" turns it into an scst.conf`
