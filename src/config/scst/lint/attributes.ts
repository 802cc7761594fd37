import type { ByteString } from '../../../lib/bytes.ts'
import { isInPlaceOf, userOf } from '../../account.ts'
import { type AttributeRow, attributesOf, KNOWN_DRIVERS, KNOWN_HANDLERS } from '../attribute-schema.ts'
import type { Faults } from '../faults.ts'
import type { Context } from '../schema.ts'
import { type Item, rangeOf, type Word } from '../syntax.ts'
import { describe, isAllowed } from '../value-rule.ts'
import { nearest } from './nearest.ts'

/** SCST's limit for CHAP secrets. */
const SHORTEST_SECRET = 12

/** The attribute lines of one block. */
export class AttributeLines {
  /** What has been given, with the last line's words. */
  readonly values = new Map<ByteString, Word[]>()
  readonly #faults: Faults
  readonly #context: Context
  readonly #rows: readonly AttributeRow[]
  /** Whether the table knows all attributes here. */
  readonly #isKnown: boolean
  /** In which direction each secret serves. */
  readonly #secrets = new Map<ByteString, ByteString>()

  constructor(faults: Faults, context: Context, owner: ByteString | undefined) {
    this.#faults = faults
    this.#context = context
    this.#rows = attributesOf(context, owner)
    this.#isKnown = owner === undefined || [...KNOWN_HANDLERS, ...KNOWN_DRIVERS].includes(owner)
  }

  check(item: Item): void {
    const [name, value, third] = item.words as [Word, Word | undefined, Word | undefined]
    const row = this.#rows.find((candidate) => candidate.name === name.text)
    if (!row && this.#isKnown) this.#unknown(item, name)
    if (row?.value.kind === 'account' && third) this.#faults.add('account-form', rangeOf(item.words))
    else if (third) this.#faults.add('unexpected-value', third.range, third.text)
    else if (value && item.block && item.block.items.length > 0)
      this.#faults.add('block-under-value', rangeOf(item.words), name.text)
    else if (row && !item.block) this.#value(row, value)
    this.#repetition(name, value, row)
  }

  #unknown(item: Item, name: Word): void {
    if (item.block && item.words.length < 2) {
      this.#faults.add('unknown-block', name.range, name.text)
      return
    }
    const base = name.text.replace(/[0-9]+$/, '')
    if (this.#rows.some((row) => row.isRepeatable && row.name === base && base !== name.text)) {
      this.#faults.add('numbered-attribute', name.range, name.text)
      return
    }
    const names = this.#rows.map((row) => row.name)
    const meant = nearest(name.text, names)
    const detail = meant ? `is it ${meant}?` : names.length === 0 ? `${this.#context} has none` : undefined
    this.#faults.add('unknown-attribute', name.range, name.text, detail)
  }

  #value(row: AttributeRow, word: Word | undefined): void {
    const value = word?.text ?? ''
    if (!word || value === '') return
    if (!isAllowed(row.value, value)) {
      this.#faults.add('bad-value', word.range, `${row.name} ${value}`, describe(row.value))
    } else if (row.isCreation && /[ \t=;]/.test(value)) {
      const code = row.isSettable && row.value.kind !== 'path' ? 'several-words' : 'bad-value'
      const detail = 'no blank, = or ; where a device opens'
      this.#faults.add(code, word.range, `${row.name} ${value}`, detail)
    } else if (row.value.kind === 'account') {
      this.#secret(row.name, word)
    }
  }

  #secret(direction: ByteString, { text, range }: Word): void {
    const secret = text.split(/[ \t]+/).filter((part) => part !== '')[1] ?? ''
    if (secret.length < SHORTEST_SECRET) this.#faults.add('short-secret', range)
    else if ((this.#secrets.get(secret) ?? direction) !== direction) this.#faults.add('shared-secret', range)
    else this.#secrets.set(secret, direction)
  }

  #repetition(name: Word, value: Word | undefined, row: AttributeRow | undefined): void {
    const given = this.values.get(name.text)
    if (!given) {
      this.values.set(name.text, value ? [value] : [])
      return
    }
    if (!value) this.#faults.add('values-lost', name.range, name.text)
    else if (given.some(({ text }) => text === value.text))
      this.#faults.add('repeated-value', value.range, name.text)
    else if (row && !row.isRepeatable) this.#faults.add('several-values', value.range, name.text)
    else if (given.some(({ text }) => isInPlaceOf(name.text, value.text, text)))
      this.#faults.add('several-accounts', value.range, `${name.text} ${userOf(value.text)}`)
    if (value) given.push(value)
  }
}
