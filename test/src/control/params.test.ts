import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanPath, Params } from '../../../src/control/params.ts'

for (const [path, clean] of [
  ['', ''],
  ['/', ''],
  ['targets//iscsi/', 'targets/iscsi'],
] as const) {
  test(`${JSON.stringify(path)} means ${JSON.stringify(clean)}`, () => assert.equal(cleanPath(path), clean))
}

for (const path of ['..', 'a/../b', './a', 'a\0b']) {
  test(`${JSON.stringify(path)} is nowhere`, () => assert.throws(() => cleanPath(path), { code: 'ENOENT' }))
}

test('bytes come as text or as base64', () => {
  const params = new Params({ path: { base64: Buffer.from([0xff]).toString('base64') }, text: 'ä' })
  assert.deepEqual(params.write(), { path: '\xff', text: '\xc3\xa4' })
})

for (const [values, read, message] of [
  [[], (p: Params) => p.path(), 'params must be an object, not an array'],
  [{ path: 1 }, (p: Params) => p.path(), 'path must be text or {"base64": text}, not a number'],
  [{ path: { base64: 1 } }, (p: Params) => p.path(), 'path must be text or {"base64": text}, not a object'],
  [{ path: { base64: '@@@' } }, (p: Params) => p.path(), 'path is no base64 (RFC 4648 section 4)'],
  [{ writes: {} }, (p: Params) => p.writes(), 'writes must be an array, not a object'],
  [{ writes: [null] }, (p: Params) => p.writes(), 'writes[0] must be an object, not null'],
  [{ wait: 'yes' }, (p: Params) => p.flag('wait', true), 'wait must be true or false, not a string'],
  [{ attributes: 'a' }, (p: Params) => p.selection(), 'attributes must be an array, not a string'],
  [{ protocol: '1' }, (p: Params) => p.number('protocol'), 'protocol must be a number, not a string'],
] as const) {
  test(message, () => assert.throws(() => read(new Params(values)), { message }))
}
