import { ReadError } from '../admin/read-error.ts'
import type { Running } from '../admin/running.ts'
import type { ByteString } from '../lib/bytes.ts'
import { parseOptions } from './getopt.ts'
import { LEGACY_OPTIONS, type LegacyOption } from './legacy-options.ts'

/** What completion has to know of a command. */
export interface CommandShape {
  /** Words of its name: `target add`. */
  readonly name: string
  /** Nouns of its arguments, in order. */
  readonly args: readonly string[]
  readonly flags: readonly { readonly name: string; readonly takesValue: boolean }[]
}

/** Words that fit where the last of `words` stands; none where a file name is due. */
export function complete(
  words: readonly ByteString[],
  commands: readonly CommandShape[],
  running: Running | undefined,
): ByteString[] {
  const before = words.slice(0, -1)
  const beginning = words.at(-1) ?? ''
  const first = before[0]
  const isCommand = first !== undefined && commands.some(({ name }) => name.split(' ')[0] === first)
  const fitting = isCommand
    ? afterCommand(before, beginning, commands, running)
    : [...(first === undefined ? topics(commands) : []), ...afterOptions(before, beginning, running)]
  return [...new Set(fitting.filter((word) => word.startsWith(beginning)))].sort()
}

const topics = (commands: readonly CommandShape[]): string[] =>
  commands.map(({ name }) => name.split(' ')[0]!)

/** Behind classic options: the value that the last of them wants, else options. */
function afterOptions(
  before: readonly ByteString[],
  beginning: ByteString,
  running: Running | undefined,
): ByteString[] {
  const waiting = optionOf(before.at(-1))
  const takesThis = waiting?.value === 'required' || (waiting?.value === 'optional' && !isOption(beginning))
  const values = waiting && takesThis ? namesOf(nounOf(waiting), legacyPlace(before), running) : []
  if (waiting?.value === 'required' || (takesThis && nounOf(waiting!) === 'file')) return values
  const starter = /^(?:--|-|\+)/.exec(beginning)?.[0] ?? '-'
  return [...values, ...LEGACY_OPTIONS.map(({ name }) => `${starter}${name}`)]
}

const isOption = (word: ByteString): boolean => /^[-+]/.test(word)

/** The option that a word names, abbreviated or not. */
function optionOf(word: ByteString | undefined): LegacyOption | undefined {
  if (word === undefined || !isOption(word)) return undefined
  const alike = LEGACY_OPTIONS.map((option) => ({ ...option, value: 'none' as const }))
  const [name] = parseOptions(alike, [word]).values.keys()
  return LEGACY_OPTIONS.find((option) => option.name.toLowerCase() === name)
}

function legacyPlace(before: readonly ByteString[]): Place {
  const { values } = parseOptions(LEGACY_OPTIONS, before)
  return { driver: values.get('driver'), target: values.get('target'), deviceGroup: values.get('dev_group') }
}

/** Behind the words of a command: their continuation, an argument, a flag or its value. */
function afterCommand(
  before: readonly ByteString[],
  beginning: ByteString,
  commands: readonly CommandShape[],
  running: Running | undefined,
): ByteString[] {
  const typed = before.join(' ')
  const continued = commands.flatMap(({ name }) =>
    name.startsWith(`${typed} `) ? [name.slice(typed.length + 1).split(' ')[0]!] : [],
  )
  const command = commands.find(({ name }) => typed === name || typed.startsWith(`${name} `))
  if (!command) return continued
  const rest = before.slice(command.name.split(' ').length)
  const flag = command.flags.find(({ name, takesValue }) => takesValue && `--${name}` === rest.at(-1))
  const place = commandPlace(rest)
  if (flag) return namesOf(flag.name, place, running)
  if (beginning.startsWith('-')) return command.flags.map(({ name }) => `--${name}`)
  const noun = command.args[positionOf(rest, command)]
  return [...continued, ...(noun === undefined ? [] : namesOf(noun, place, running))]
}

/** How many arguments stand there already. */
function positionOf(rest: readonly ByteString[], { flags }: CommandShape): number {
  const takesNext = (word: ByteString | undefined) =>
    flags.some(({ name, takesValue }) => takesValue && `--${name}` === word)
  return rest.filter((word, i) => !isOption(word) && !takesNext(rest[i - 1])).length
}

function commandPlace(rest: readonly ByteString[]): Place {
  const given = (flag: string) => {
    const at = rest.indexOf(`--${flag}`)
    return at < 0 ? undefined : rest[at + 1]
  }
  return { driver: given('driver'), target: given('target'), deviceGroup: given('dev-group') }
}

/** What was said so far of where the object is. */
interface Place {
  readonly driver: ByteString | undefined
  readonly target: ByteString | undefined
  readonly deviceGroup: ByteString | undefined
}

/** `[<hndlr>]` → `hndlr`, `<group 2>` → `group`. */
const nounOf = ({ argument = '' }: LegacyOption): string => /\w+/.exec(argument)?.[0] ?? ''

/** Live objects by the nouns that help uses for them. */
const NAMES: Readonly<Record<string, (running: Running, place: Place) => ByteString[]>> = {
  handler: (running) => running.handlers(),
  device: (running) => running.devices(),
  driver: (running) => running.drivers(),
  target: (running, { driver }) =>
    (driver === undefined ? running.drivers() : [driver]).flatMap((name) => running.targets(name)),
  group: (running, { driver = '', target = '' }) => running.groups(driver, target),
  lun: (running, { driver = '', target = '' }) => [...running.luns({ driver, target }).keys()],
  deviceGroup: (running) => running.deviceGroups(),
  targetGroup: (running, { deviceGroup = '' }) => running.targetGroups(deviceGroup),
}

const SAME: Readonly<Record<string, string>> = {
  hndlr: 'handler',
  tgt: 'target',
  t: 'target',
  to: 'group',
  dgrp: 'deviceGroup',
  dgroup: 'deviceGroup',
  'dev-group': 'deviceGroup',
  tgrp: 'targetGroup',
  'tgt-group': 'targetGroup',
}

function namesOf(noun: string, place: Place, running: Running | undefined): ByteString[] {
  const names = NAMES[SAME[noun] ?? noun]
  if (!names || !running) return []
  try {
    return names(running, place)
  } catch (error) {
    // An object that is not there has nothing to offer.
    if (error instanceof ReadError) return []
    throw error
  }
}
