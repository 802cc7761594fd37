import type { ByteString } from '../../lib/bytes.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { Faults } from './faults.ts'
import { addItem, type Items, readLenient } from './lenient.ts'
import { Blocks } from './lint/blocks.ts'
import { Objects } from './lint/objects.ts'
import { findOldForm } from './lint/old-form.ts'
import { parse } from './parser.ts'
import { type Block, onLine } from './syntax.ts'

/** Every fault of a configuration, in the order of the file. What it does not name, -config reads as it looks. */
export function lint(text: ByteString, file: ByteString): Diagnostic[] {
  const faults = new Faults(file, text)
  const oldForm = findOldForm(text)
  if (oldForm) {
    faults.add('old-form', oldForm.range, oldForm.text)
    // In a file that means to be of that form nothing else is worth saying.
    if (oldForm.isMeant) return faults.found
  }
  const top = parse(text, faults)
  const objects = new Objects(faults)
  new Blocks(faults, objects).check(top)
  objects.check()
  if (faults.found.length === 0 && !isSame(itemsOf(top), readLenient(text)))
    faults.add('misread', onLine(1, 0, 0), 'something else than it looks')
  return faults.found.sort(
    ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.column - b.column,
  )
}

function itemsOf(block: Block): Items {
  const items: Items = new Map()
  for (const { words, block: below } of block.items)
    addItem(
      items,
      words.map(({ text }) => text),
      below ? itemsOf(below) : new Map(),
    )
  return items
}

const isSame = (a: Items, b: Items): boolean =>
  a.size === b.size && [...a].every(([name, below]) => b.has(name) && isSame(below, b.get(name)!))
