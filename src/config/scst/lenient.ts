import type { ByteString } from '../../lib/bytes.ts'

/** What the lenient reader makes of a file: names over values over whatever stands below them. */
export type Items = Map<ByteString, Items>

/**
 * Reads scst.conf as scstadmin always has, with every misreading that files rely on; nothing is an error.
 * `lint` names what this reader drops or takes otherwise than it looks.
 */
export function readLenient(text: ByteString): Items {
  const lines = text.split('\n').map(unescaped)
  return readBlock({ text: lines.join('\n'), position: 0 })
}

interface Source {
  readonly text: ByteString
  position: number
}

/** Comments out, then every escaped character bare, so that `\#` is the only useful escape. */
export const unescaped = (line: ByteString): ByteString => withoutComment(line).replace(/\\([^\n])/g, '$1')

/** The character before the hash goes with the comment. */
const withoutComment = (line: ByteString): ByteString =>
  line.startsWith('#') ? '' : line.replace(/[^\\]#[^\n]*/, '')

/** Up to the closing brace, which drops the text before it, or the end, which drops an unfinished line. */
function readBlock(source: Source): Items {
  const items: Items = new Map()
  const { text } = source
  let start = source.position
  while (source.position < text.length) {
    const character = text[source.position++]
    if (character === '}') return items
    if (character !== '{' && character !== '\n') continue
    const words = wordsOf(text.slice(start, source.position - 1))
    const below = character === '{' ? readBlock(source) : new Map()
    addItem(items, words, below)
    start = source.position
  }
  return items
}

/** Only three words count. A name without value replaces all its values; a value given again, what is below it. */
export function addItem(items: Items, words: readonly ByteString[], below: Items): void {
  const path = words.slice(0, 3)
  const last = path.pop()
  if (last === undefined) return
  let parent = items
  for (const word of path) {
    const child = parent.get(word) ?? new Map()
    parent.set(word, child)
    parent = child
  }
  parent.set(last, below)
}

const WORD = /"((?:\\[^\n]|[^"\\])*)"|([^ \t\r\f\v]+)/g

/** Quoted words and runs of non-blanks; a quote within a run is an ordinary character. */
export const wordsOf = (text: ByteString): ByteString[] =>
  [...text.matchAll(WORD)].map(([, quoted, run]) => quoted ?? run ?? '')
