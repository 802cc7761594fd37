import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DirectoryNode } from '../../../src/sysfs/sysfs.ts'
import { fixed } from '../../../src/tree/attribute.ts'
import {
  bareNames,
  collides,
  type Directory,
  directory,
  listed,
  members,
  subdirectories,
} from '../../../src/tree/directory.ts'
import { link } from '../../../src/tree/place.ts'

interface Shelf {
  readonly books: ReadonlyMap<string, number>
}

const book: Directory<number> = { attributes: { pages: fixed((pages) => pages) } }
const shelf: Directory<Shelf> = {
  attributes: { count: fixed(({ books }) => books.size) },
  children: [
    members(
      ({ books }) => books,
      (pages) => directory(book, pages),
    ),
    subdirectories({ empty: () => directory<Shelf>({ attributes: {} }, { books: new Map() }) }),
    listed(({ books }) => (books.size > 0 ? [['first', link([...books.keys()][0]!)]] : [])),
  ],
}

const place = directory(shelf, {
  books: new Map([
    ['a/b', 10],
    ['c!d', 20],
    ['e', 30],
  ]),
})

test('entries are the attributes and what comes and goes', () => {
  const names = Array.from(place.entries(), ([name]) => name)
  assert.deepEqual([...names].sort(), ['a!b', 'c!d', 'count', 'e', 'empty', 'first'])
  for (const [name, { type }] of place.entries()) assert.equal(place.entry(name)?.type, type, name)
})

test('a slash in a name shows as !, and only so is it found', () => {
  const pages = (name: string) => {
    const found = place.entry(name)
    if (found?.type !== 'dir') return undefined
    const file = found.entry('pages')
    return file?.type === 'file' ? file.read('') : undefined
  }
  assert.equal(pages('a!b'), '10\n')
  assert.equal(pages('c!d'), '20\n')
  assert.equal(pages('a/b'), undefined)
})

test('an entry is found without a walk through all', () => {
  const books = Object.assign(new Map([['e', 30]]), {
    [Symbol.iterator]: () => assert.fail('walked'),
  })
  assert.equal(directory(shelf, { books }).entry('e')?.type, 'dir')
})

test('names are members of their own', () => {
  const names = bareNames(new Set(['a', 'b']))
  assert.deepEqual(
    [...names],
    [
      ...new Map([
        ['a', 'a'],
        ['b', 'b'],
      ]),
    ],
  )
  assert.deepEqual([names.get('b'), names.get('c')], ['b', undefined])
})

test('two names collide when they show as one, or as a file', () => {
  const present = new Map([['a/b', 1]])
  assert.equal(collides('a!b', present, []), true)
  assert.equal(collides('a/b', present, []), false, 'the same name is no other')
  assert.equal(collides('c', present, ['mgmt']), false)
  assert.equal(collides('mgmt', present, ['mgmt']), true)
})

test('names of Object’s own are no entries', () => {
  for (const name of ['constructor', 'toString', '__proto__'])
    assert.equal(place.entry(name), undefined, name)
})

test('a snapshot is the same entries in the same order', () => {
  const { entries } = place.snapshot('shelf') as DirectoryNode
  assert.deepEqual(
    [...entries.keys()],
    Array.from(place.entries(), ([name]) => name),
  )
  assert.deepEqual(entries.get('count'), { type: 'file', mode: 0o444, content: '3\n' })
  assert.deepEqual(entries.get('first'), { type: 'link', mode: 0o777, target: 'a/b' })
})

test('a selective snapshot leaves out attributes at their defaults that are not named', () => {
  const row: Directory<number> = {
    attributes: {
      same: fixed(() => 0),
      named: fixed(() => 0),
      marked: fixed(
        (n) => n,
        (n) => n > 0,
      ),
    },
    children: [listed((n) => [['inner', directory(book, n)]])],
  }
  const { entries } = directory(row, 7).snapshot('', new Set(['named'])) as DirectoryNode
  assert.deepEqual([...entries.keys()].sort(), ['inner', 'marked', 'named'])
  assert.equal((entries.get('inner') as DirectoryNode).entries.size, 0)
})
