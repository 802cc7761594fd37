import type { ByteString } from '../../../src/lib/bytes.ts'

/**
 * An entry of scstadmin's standard output: a line that begins with `\t->`, `->` or a capital letter, with the blank
 * and continuation lines behind it. Entries of one class about one object come in hash order in the original.
 */
interface Entry {
  readonly text: ByteString
  /** Class and object; undefined where order counts. */
  readonly family: string | undefined
}

/** Texts in which only what is free in the original differs become equal. */
export function canonicalStdout(stdout: ByteString): ByteString {
  const out: ByteString[] = []
  let run: Entry[] = []
  const flush = () => {
    out.push(...(run[0]?.family === undefined ? run.map(text) : run.map(text).sort()))
    run = []
  }
  for (const entry of entriesOf(normalised(stdout))) {
    if (run.length > 0 && run[0]!.family !== entry.family) flush()
    run.push(entry)
  }
  flush()
  return out.join('')
}

/**
 * Where a run of free order was cut by a FATAL the original has left other entries of the run undone: what stands
 * before the run, and the FATAL itself, is what can be compared.
 */
export function upToFatal(stdout: ByteString): { text: ByteString; object: string } | undefined {
  const entries = entriesOf(normalised(stdout))
  const fatal = entries.findIndex(({ text }) => text.startsWith('FATAL: Received the following error'))
  const family = entries[fatal - 1]?.family
  if (fatal < 1 || family === undefined) return undefined
  let first = fatal - 1
  while (first > 0 && entries[first - 1]!.family === family) first -= 1
  return {
    text: `${canonicalStdout(entries.slice(0, first).map(text).join(''))}${family}\n${entries[fatal]!.text}`,
    object: family.slice(family.indexOf(' ') + 1),
  }
}

const text = (entry: Entry): ByteString => entry.text

function entriesOf(stdout: ByteString): Entry[] {
  const entries: Entry[] = []
  for (const chunk of stdout.split(/^(?=\t?->|[A-Z])/m)) {
    const last = entries.at(-1)
    if (last?.family?.startsWith('attributes') && isResult(chunk)) {
      entries[entries.length - 1] = { ...last, text: last.text + chunk }
    } else {
      entries.push({ text: chunk, family: familyOf(chunk) })
    }
  }
  return entries
}

/** What became of the line before it; goes where that line goes. */
const isResult = (chunk: ByteString): boolean =>
  chunk.startsWith('Failed to ') || chunk.startsWith('WARNING: Received the following error:')

const FAMILIES: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/ is not in configuration/, () => 'not in configuration'],
  [/^\t-> Initiator '.*' is moving to group /, () => 'not in configuration'],
  [/^\t-> Removing dynamic attribute '.*' with value '.*' (?:for|from) (.*): /s, (m) => `attributes ${m[1]}`],
  [/^\t-> (?:Removing|Closing) /, () => 'removals'],
  [/^\t-> Adding new initiator '.*' to driver\/target\/group '(.*)': /, (m) => `initiators ${m[1]}`],
  [
    /^\t-> (?:Setting|Adding) .*attribute '.*' (?:to|with) value '.*' for (.*): /s,
    (m) => `attributes ${m[1]}`,
  ],
  [/^\t-> .*attribute '.*' .*already set.* (?:for|on) (.*)\.\n/s, (m) => `attributes ${m[1]}`],
  [/^\t?(?:-> )?WARNING: (.* '.*') lacks the settable attribute /, (m) => `attributes ${lowerFirst(m[1]!)}`],
  [
    /^\t-> WARNING: (?:Target driver '.*' is not loaded|Driver '.*' has no configured)/,
    () => 'drivers checked',
  ],
  [/^\t-> FATAL: (?:Initiator '.*' belongs to|Target '.*' for driver)/, () => 'drivers checked'],
  [/^\t-> WARNING: (?:Device '.*' associated with|No LUN 0 defined for)/, () => 'LUNs checked'],
]

function familyOf(chunk: ByteString): string | undefined {
  for (const [pattern, family] of FAMILIES) {
    const match = pattern.exec(chunk)
    if (match) return family(match)
  }
  return undefined
}

const lowerFirst = (text: string): string => text[0]!.toLowerCase() + text.slice(1)

/** Rows of attribute tables whose values belong to a moment, a process or a random number. */
const MOMENTARY =
  /^(\t*)(sid|thread_pid|thread_index|host_no|transport_id|\w+_cmd_count|\w+_io_count_kb|version)( +)(.*)$/gm

function normalised(stdout: ByteString): ByteString {
  const plain = stdout.replace(/DBG\(\d+\)/g, 'DBG(PID)')
  return orderedTables(/^\t+Attribute +Value/m.test(plain) ? narrow(plain) : plain)
}

/** Tables with momentary values have momentary widths too. */
function narrow(table: ByteString): ByteString {
  if (table.match(MOMENTARY) === null) return table
  return table
    .replace(MOMENTARY, '$1$2  *')
    .replace(/^(\t*)-{20,}$/gm, '$1---')
    .replace(/ {2,}/g, '  ')
    .replace(/ +$/gm, '')
}

const NUMBERED = /^(\t*)(IncomingUser|OutgoingUser|allowed_portal)\d*( +)(.*)$/

/** Which value has which number is free: siblings lose their numbers and are sorted. */
function orderedTables(table: ByteString): ByteString {
  const lines = table.split('\n')
  for (let first = 0; first < lines.length; first += 1) {
    let end = first
    while (end < lines.length && NUMBERED.test(lines[end]!)) end += 1
    if (end - first < 2) continue
    const sorted = lines
      .slice(first, end)
      .map((line) => line.replace(NUMBERED, '$1$2 $4'))
      .sort()
    lines.splice(first, end - first, ...sorted)
    first = end - 1
  }
  return lines.join('\n')
}
