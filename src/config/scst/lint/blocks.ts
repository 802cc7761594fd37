import type { ByteString } from '../../../lib/bytes.ts'
import type { Faults } from '../faults.ts'
import { type Context, KEYWORDS, type Keyword, keywordsIn } from '../schema.ts'
import { type Block, type Item, rangeOf, type Word } from '../syntax.ts'
import { AttributeLines } from './attributes.ts'
import type { Objects, Scope } from './objects.ts'

/** Walks the blocks: keywords with what they need, repetitions, attributes. */
export class Blocks {
  readonly #faults: Faults
  readonly #objects: Objects

  constructor(faults: Faults, objects: Objects) {
    this.#faults = faults
    this.#objects = objects
  }

  check(top: Block): void {
    this.#block(top, 'top', {})
  }

  #block(block: Block, context: Context, scope: Scope): void {
    const keywords = keywordsIn(context)
    const attributes = new AttributeLines(this.#faults, context, scope.handler ?? scope.driver)
    const seen = new Set<string>()
    for (const item of block.items) {
      const [name, ...operands] = item.words
      if (!name) continue
      if (item.words.length > 3)
        this.#faults.add('words-dropped', rangeOf(item.words.slice(3)), textOf(item.words.slice(3)))
      const keyword = keywords.get(name.text)
      if (keyword) this.#keyword(keyword, item, operands, scope, seen)
      else if (KEYWORDS.some((other) => other.keyword === name.text))
        this.#faults.add('misplaced-keyword', name.range, name.text, placesOf(name.text))
      else if (name.text !== 'HW_TARGET' || context !== 'TARGET') attributes.check(item)
    }
    this.#objects.leave(context, scope, attributes.values)
  }

  #keyword(keyword: Keyword, item: Item, operands: readonly Word[], scope: Scope, seen: Set<string>): void {
    const range = rangeOf(item.words)
    const missing = keyword.operands.slice(operands.length)
    if (missing.length > 0) {
      const what = `the ${missing.join(' and the ')} of ${keyword.keyword}`
      this.#faults.add('missing-operand', range, what)
    }
    const extra = operands.slice(keyword.operands.length, 2)
    if (extra.length > 0) this.#faults.add('extra-operand', rangeOf(extra), textOf(extra))
    const names = operands.slice(0, keyword.operands.length)
    const key = [keyword.keyword, ...names.map(({ text }) => text)].join('\n')
    if (seen.has(key)) this.#faults.add('repeated-block', range, `${keyword.keyword} ${textOf(names)}`.trim())
    seen.add(key)
    const inner = this.#objects.enter(keyword, item, names, scope)
    if (item.block) this.#block(item.block, keyword.opens, inner)
    else this.#objects.leave(keyword.opens, inner, new Map())
  }
}

const textOf = (words: readonly Word[]): ByteString => words.map(({ text }) => text).join(' ')

const placesOf = (keyword: ByteString): ByteString =>
  `it stands in ${KEYWORDS.filter((row) => row.keyword === keyword)
    .map((row) => (row.in === 'top' ? 'no block' : row.in))
    .join(' or ')}`
