import type { ByteString } from '../../lib/bytes.ts'
import { linesOf, span } from '../import/lines.ts'
import type { Place } from '../import/report.ts'
import { trimmed } from '../import/text.ts'

/** `KEY value` below `[SECTION arg]`. */
export interface Entry {
  readonly section: ByteString
  readonly arg: ByteString
  readonly key: ByteString
  readonly value: ByteString
  readonly place: Place
}

export interface Sections {
  readonly entries: readonly Entry[]
  readonly headers: readonly {
    readonly section: ByteString
    readonly arg: ByteString
    readonly place: Place
  }[]
  readonly comments: readonly Place[]
  /** Lines above the first section, or below one that has no argument: the original skips them. */
  readonly strays: readonly Place[]
}

/** The sectioned form: `#` cuts a line wherever it stands; a section without argument swallows its lines. */
export const parseSections = (text: ByteString, file: ByteString): Sections => {
  const found = {
    entries: [] as Entry[],
    headers: [] as Sections['headers'][number][],
    comments: [] as Place[],
    strays: [] as Place[],
  }
  let current = { section: '', arg: '' }
  for (const { line, text: whole } of linesOf(text)) {
    const content = trimmed(whole.split('#', 1)[0]!)
    const place = { file, range: span(line, whole.search(/[^ \t\r\v\f]|$/) + 1, whole.length + 1) }
    const header = /^\[(.*)\]$/s.exec(content)
    if (header) {
      current = sectionOf(header[1]!)
      found.headers.push({ ...current, place })
    } else if (content === '') {
      if (trimmed(whole) !== '') found.comments.push(place)
    } else if (!isTrue(current.section) || !isTrue(current.arg)) {
      found.strays.push(place)
    } else {
      const [key = '', value = ''] = /^([^ \t\r\v\f]+)[ \t\r\v\f]*(.*)$/s.exec(content)!.slice(1)
      found.entries.push({ ...current, key, value, place })
    }
  }
  return found
}

/** Cut at the first run of blanks, whatever stands before or behind it. */
const sectionOf = (inside: ByteString): { section: ByteString; arg: ByteString } => {
  const [, section = '', arg = ''] = /^([^ \t\r\v\f]*)[ \t\r\v\f]*(.*)$/s.exec(inside)!
  return { section, arg: section === 'OPTIONS' ? 'default' : arg }
}

/** As Perl has it. */
const isTrue = (text: ByteString): boolean => text !== '' && text !== '0'

/** Does a text hold `[HANDLER x]`, `[GROUP x]` or `[ASSIGNMENT x]` with one blank between? Other sections do not tell. */
export const isProcfsForm = (text: ByteString): boolean => text.split('\n').some(isProcfsLine)

/** From the first bracket to the last blank before the last bracket, on a line that may hold carriage returns. */
function isProcfsLine(line: ByteString): boolean {
  const open = line.indexOf('[')
  if (open < 0) return false
  const bare = line.replace(/(?:^|[^\\])#.*$/s, '')
  let blank = bare.lastIndexOf(']') - 1
  while (blank > open && !' \t\r\v\f'.includes(bare[blank]!)) blank -= 1
  return blank > open && ['HANDLER', 'GROUP', 'ASSIGNMENT'].includes(bare.slice(open + 1, blank))
}
