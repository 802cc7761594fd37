import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineReader } from '../../../src/sysfs/lines.ts'

const read = (reader: LineReader, ...chunks: string[]) =>
  chunks.flatMap((chunk) => [...reader.push(Buffer.from(chunk))])

test('lines come whole, however they were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat({ max: 20 }), (texts, step) => {
      const lines = texts.map((text) => text.replaceAll('\n', ' '))
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const reader = new LineReader(1 << 20)
      const seen: string[] = []
      for (let at = 0; at < bytes.length; at += step + 1)
        seen.push(...reader.push(bytes.subarray(at, at + step + 1)))
      assert.deepEqual(seen, lines)
    }),
  )
})

test('a line that is too long is told once and then skipped', () => {
  const reader = new LineReader(4)
  assert.deepEqual(read(reader, 'abcd\nab', 'cde', 'fgh', 'i\nok\n'), ['abcd', 'too long', 'ok'])
  assert.deepEqual(read(reader, 'abcdefg\nok\n'), ['too long', 'ok'])
})
