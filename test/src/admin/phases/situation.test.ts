import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesOf, pick, sorted } from '../../../../src/admin/phases/situation.ts'
import { dry } from '../../../support/admin.ts'

test('the attributes of a section, without some', async () => {
  const attributes = new Map([
    ['enabled', ['1']],
    ['alias', ['x']],
  ])
  assert.deepEqual((await dry(attributesOf({ attributes }, ['enabled']))).result, new Map([['alias', ['x']]]))
  assert.deepEqual([...pick(attributes, (name) => name === 'enabled').keys()], ['enabled'])
})

test('one that opens a block ends the run', async () => {
  const { wanted } = await dry(attributesOf({ attributes: new Map([['a', ['1']]]), invalid: new Set(['a']) }))
  assert.deepEqual(wanted, [
    { kind: 'abort', text: "Invalid configuration encountered. Attribute 'a' has an invalid value." },
  ])
})

test('names are sorted by bytes', () => {
  const names = new Map([...'ab1B'].map((name) => [name, 0]))
  assert.equal(
    sorted(names)
      .map(([name]) => name)
      .join(''),
    '1Bab',
  )
})
