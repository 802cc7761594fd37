import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSettings } from '../../../src/core/settings.ts'

test('there are as many threads as processors', () => {
  assert.equal(defaultSettings(6).threads, 6)
  assert.equal(defaultSettings(6).maxTaskletCmd, 10)
})
