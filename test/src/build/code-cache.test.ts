import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Script } from 'node:vm'
import { codeCacheOf } from '../../../src/build/code-cache.ts'

const text = '(function (exports, require, module) { exports.answer = () => 42 })'

test('makes a cache that the same Node takes', () => {
  const cachedData = codeCacheOf('/nowhere/x.js', text)
  assert.equal(new Script(text, { filename: '/nowhere/x.js', cachedData }).cachedDataRejected, false)
})

test('makes a cache that no other text takes', () => {
  const cachedData = codeCacheOf('/nowhere/x.js', text)
  assert.equal(new Script(`${text};`, { cachedData }).cachedDataRejected, true)
})
