import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttributeTable } from '../../../../src/admin/attributes.ts'
import type { Manner } from '../../../../src/admin/manner.ts'
import { isDifferent } from '../../../../src/admin/phases/difference.ts'

const manner = (departs: boolean): Manner => ({
  force: false,
  debug: false,
  continuesOnError: false,
  preserveClusterMode: false,
  departs: () => departs,
})

/** Keys end in `!`. */
const shown = (values: Record<string, string | undefined>): AttributeTable =>
  new Map(
    Object.entries(values).map(([name, value]) =>
      name.endsWith('!')
        ? [name.slice(0, -1), { isStatic: false, value: '', keys: new Map([[0, value ?? '']]) }]
        : [name, { isStatic: false, value, keys: new Map() }],
    ),
  )

for (const [what, wanted, present, ours, theirs] of [
  ['the same', { blocksize: '512' }, { blocksize: '512' }, false, false],
  ['another value', { blocksize: '4096' }, { blocksize: '512' }, true, true],
  ['another form', { blocksize: '0x200' }, { blocksize: '512' }, false, true],
  ['off, and not shown', { dif_type: '0' }, {}, false, false],
  ['on, and not shown', { dif_type: '1' }, {}, true, true],
  ['a key that the file lacks', {}, { 'read_only!': '1' }, true, true],
  ['a size in the other unit', { size_mb: '1' }, { 'size!': '1048576', size_mb: '1' }, false, true],
] as const) {
  test(what, () => {
    const attributes = new Map(Object.entries(wanted).map(([name, value]) => [name, [value as string]]))
    assert.equal(isDifferent(attributes, shown(present), manner(true)), ours)
    assert.equal(isDifferent(attributes, shown(present), manner(false)), theirs)
  })
}
