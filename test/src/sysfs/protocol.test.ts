import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromBuffer } from '../../../src/lib/bytes.ts'
import { decodeBytes, decodeEntry, encodeBytes, encodeSnapshot } from '../../../src/sysfs/protocol.ts'
import { type Node, SysfsError } from '../../../src/sysfs/sysfs.ts'

for (const [bytes, wire] of [
  ['plain', 'plain'],
  ['uml\xc3\xa4ut', 'umläut'],
  ['\xff\x00', { base64: '/wA=' }],
] as const) {
  test(`${JSON.stringify(bytes)} travels as ${JSON.stringify(wire)}`, () => {
    assert.deepEqual(encodeBytes(bytes), wire)
    assert.equal(decodeBytes(wire), bytes)
  })
}

const through = <T>(value: T): T => JSON.parse(JSON.stringify(value))

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.equal(decodeBytes(through(encodeBytes(fromBuffer(bytes)))), fromBuffer(bytes))
    }),
  )
})

test('a subtree comes back as it was, errors included', () => {
  const node: Node = {
    type: 'dir',
    mode: 0o755,
    entries: new Map<string, Node>([
      ['value', { type: 'file', mode: 0o644, content: '\xfe\n' }],
      ['closed', { type: 'file', mode: 0o200, error: new SysfsError('EACCES', 'closed', 'open') }],
      ['\xe4', { type: 'link', mode: 0o777, target: '../x' }],
    ]),
  }
  assert.deepEqual(decodeEntry(through(encodeSnapshot('', node))), node)
})
