import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Field, Layout } from '../../src/lib/layout.ts'

// biome-ignore lint/suspicious/noExplicitAny: any layout
type AnyLayout = Layout<Readonly<Record<string, Field<any>>>>

/** A structure by its fields and as bytes (hex, blanks allowed): each must give the other. */
export function vector(
  name: string,
  layout: unknown,
  fields: Readonly<Record<string, unknown>>,
  hex: string,
): void {
  const structure = layout as AnyLayout
  const bytes = hex.replaceAll(/\s/g, '')
  it(`${name} as bytes`, () => {
    assert.equal(structure.build(fields).bytes.toString('hex'), bytes)
  })
  it(`${name} by its fields`, () => {
    const view = structure.view(Buffer.from(bytes, 'hex')) as Record<string, unknown>
    for (const [field, value] of Object.entries(fields)) {
      const read = view[field]
      assert.deepEqual(read instanceof Uint8Array ? Buffer.from(read) : read, value, field)
    }
  })
}
