import type { ByteString } from '../../lib/bytes.ts'

/** What the lenient reader makes of a file: names over values over whatever stands below them. */
export type Items = Map<ByteString, Items>

/**
 * Reads scst.conf as scstadmin always has, with every misreading that files rely on; nothing is an error.
 * `lint` names what this reader drops or takes otherwise than it looks.
 */
export function readLenient(text: ByteString): Items {
  const lines = text.split('\n').map(unescaped)
  return readBlocks(lines.join('\n'))
}

/** Comments out, then every escaped character bare, so that `\#` is the only useful escape. */
export const unescaped = (line: ByteString): ByteString => withoutComment(line).replace(/\\([^\n])/g, '$1')

/** The character before the hash goes with the comment. */
const withoutComment = (line: ByteString): ByteString =>
  line.startsWith('#') ? '' : line.replace(/[^\\]#[^\n]*/, '')

/** A block that is still open, and the words before its brace. */
interface Open {
  readonly outer: Items
  readonly words: readonly ByteString[]
}

/** A block ends with its brace, which drops the text before it, or with the file, which drops an unfinished line. */
function readBlocks(text: ByteString): Items {
  const open: Open[] = []
  let items: Items = new Map()
  const close = ({ outer, words }: Open) => {
    addItem(outer, words, items)
    items = outer
  }
  let start = 0
  for (const { 0: character, index } of text.matchAll(/[{}\n]/g)) {
    const words = character === '}' ? [] : wordsOf(text.slice(start, index))
    start = index + 1
    if (character === '\n') {
      addItem(items, words, new Map())
    } else if (character === '{') {
      open.push({ outer: items, words })
      items = new Map()
    } else {
      const last = open.pop()
      if (!last) return items
      close(last)
    }
  }
  while (open.length > 0) close(open.pop()!)
  return items
}

/**
 * Only three words count. A name without value replaces all its values; a value given again, what is below it, and it
 * is the last one then.
 */
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
  parent.delete(last)
  parent.set(last, below)
}

const WORD = /"((?:\\[^\n]|[^"\\])*)"|([^ \t\r\f\v]+)/g

/** Quoted words and runs of non-blanks; a quote within a run is an ordinary character. */
export const wordsOf = (text: ByteString): ByteString[] =>
  [...text.matchAll(WORD)].map(([, quoted, run]) => quoted ?? run ?? '')
