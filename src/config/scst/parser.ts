import type { ByteString } from '../../lib/bytes.ts'
import type { Range } from '../diagnostic.ts'
import type { Faults } from './faults.ts'
import { tokens } from './lexer.ts'
import { type Block, type Item, rangeOf, type Token, type Word } from './syntax.ts'

/** The blocks and items of a file as they look to its writer. */
export const parse = (text: ByteString, faults: Faults): Block =>
  new Parser(faults).parse(tokens(text, faults))

class Parser {
  readonly #faults: Faults
  readonly #top: Block = { items: [] }
  /** The open blocks, and what opened them. */
  readonly #open: { readonly block: Block; readonly by: Item; readonly brace: Range }[] = []
  #words: Word[] = []
  /** What stands before a brace on a line of its own. */
  #last: Item | undefined

  constructor(faults: Faults) {
    this.#faults = faults
  }

  parse(source: Iterable<Token>): Block {
    for (const token of source) this.#take(token)
    if (this.#words.length > 0) {
      this.#faults.add('no-final-newline', rangeOf(this.#words), textOf(this.#words))
      this.#endItem()
    }
    for (const { by, brace } of this.#open) this.#faults.add('missing-close', brace, textOf(by.words))
    return this.#top
  }

  #take(token: Token): void {
    if (token.kind === 'word') this.#words.push(token.word)
    else if (token.kind === 'newline') this.#endItem()
    else if (token.kind === 'open') this.#openBlock(token)
    else this.#closeBlock(token)
  }

  #endItem(): Item | undefined {
    if (this.#words.length === 0) return undefined
    const item: Item = { words: this.#words, block: undefined }
    this.#words = []
    this.#block.items.push(item)
    this.#last = item
    return item
  }

  #openBlock({ range }: Token & { kind: 'open' | 'close' | 'newline' }): void {
    let item = this.#endItem()
    if (!item) {
      this.#faults.add('brace-on-next-line', range)
      item = this.#last && !this.#last.block ? this.#last : { words: [], block: undefined }
    }
    item.block = { items: [] }
    this.#open.push({ block: item.block, by: item, brace: range })
    this.#last = undefined
  }

  #closeBlock({ range }: Token & { kind: 'open' | 'close' | 'newline' }): void {
    if (this.#words.length > 0) {
      this.#faults.add('text-before-close', rangeOf(this.#words), textOf(this.#words))
      this.#endItem()
    }
    if (!this.#open.pop()) this.#faults.add('extra-close', range)
    this.#last = undefined
  }

  get #block(): Block {
    return this.#open.at(-1)?.block ?? this.#top
  }
}

const textOf = (words: readonly Word[]): ByteString => words.map(({ text }) => text).join(' ')
