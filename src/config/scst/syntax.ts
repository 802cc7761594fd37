import type { ByteString } from '../../lib/bytes.ts'
import type { Range } from '../diagnostic.ts'

/** scst.conf as it looks to its writer, with places; `lint` compares this with what the lenient reader makes of it. */
export interface Block {
  readonly items: Item[]
}

/** A line: a keyword or attribute with its values, and what it opens. */
export interface Item {
  readonly words: readonly Word[]
  block: Block | undefined
}

export interface Word {
  readonly text: ByteString
  readonly isQuoted: boolean
  readonly range: Range
}

export type Token =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'open' | 'close' | 'newline'; readonly range: Range }

/** The place of an item: its words, or its brace. */
export const rangeOf = (words: readonly Word[]): Range => ({
  start: words[0]!.range.start,
  end: words.at(-1)!.range.end,
})

export const onLine = (line: number, from: number, to: number): Range => ({
  start: { line, column: from + 1 },
  end: { line, column: to + 1 },
})
