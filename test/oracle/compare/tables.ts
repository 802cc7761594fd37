import type { ByteString } from '../../../src/lib/bytes.ts'

/** Tables and lines of scstadmin in which what belongs to a moment, or is numbered freely, is equal. */
export function normalised(stdout: ByteString): ByteString {
  const plain = stdout
    .replace(/DBG\(\d+\)/g, 'DBG(PID)')
    .replace(PAIRS, (pairs) => inOrder(pairs))
    .replace(/SCST attributes:\n[\s\S]*/, '') // -dumpAttrs
  return orderedSessions(orderedTables(/^\t+Attribute +Value/m.test(plain) ? narrow(plain) : plain))
}

/** `name=value;` pairs of a command that -debug shows. */
const PAIRS = /(?<= )(?:[^\s=;]+=[^;\n]*;)+(?=\n)/g

const inOrder = (pairs: string): string =>
  pairs
    .split(/(?<=;)/)
    .sort()
    .join('')

/** Rows of attribute tables whose values belong to a moment, a process or a random number. */
const MOMENTARY =
  /^(\t*)(sid|thread_pid|thread_index|host_no|transport_id|\w+_cmd_count|\w+_io_count_kb|version)( +)(.*)$/gm

/** Tables with momentary values have momentary widths too. */
function narrow(table: ByteString): ByteString {
  if (table.match(MOMENTARY) === null) return table
  return collapsed(table.replace(MOMENTARY, '$1$2  *'))
}

/** Without the widths of its columns. */
export const collapsed = (table: ByteString): ByteString =>
  table
    .replace(/^(\t*)-{10,}$/gm, '$1---')
    .replace(/ {2,}/g, '  ')
    .replace(/ +$/gm, '')

const NUMBERED = /^(\t*)(IncomingUser|OutgoingUser|allowed_portal)\d* +/
/** A further value of the attribute above. */
const FURTHER = /^\t* {2,}(?=\S)/

/** Which value has which number is free: the values of siblings are sorted. */
function orderedTables(table: ByteString): ByteString {
  const lines = table.split('\n')
  for (let first = 0; first < lines.length; first += 1) {
    const attribute = NUMBERED.exec(lines[first]!)?.[2]
    if (attribute === undefined) continue
    const isSibling = (line: string) => FURTHER.test(line) || NUMBERED.exec(line)?.[2] === attribute
    let end = first + 1
    while (end < lines.length && isSibling(lines[end]!)) end += 1
    const values = lines.slice(first, end).map((line) => line.replace(NUMBERED, '').replace(FURTHER, ''))
    lines.splice(first, end - first, ...values.sort().map((value) => `\t${attribute}  ${value}`))
    first = end - 1
  }
  return lines.join('\n')
}

/** Sessions of a target in any order. */
const orderedSessions = (listing: ByteString): ByteString =>
  listing
    .split(/^(?=Driver\/Target: )/m)
    .map((part) => {
      const [head, ...sessions] = part.split(/^(?=\tSession: )/m)
      const end = /\n*(?:All done\.\n)?$/.exec(part)![0]
      const bodies = sessions.map((session) => session.trimEnd().replace(/\s*All done\.$/, ''))
      return sessions.length < 2 ? part : `${head}${bodies.sort().join('\n\n')}${end}`
    })
    .join('')
