import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isVirtual } from '../../../src/core/handler.ts'
import { passThroughHandlers, userHandler } from '../../../src/core/handlers/pass-through.ts'
import { vdiskHandlers } from '../../../src/core/handlers/vdisk.ts'

test('devices are made by virtual handlers only', () => {
  assert.ok(vdiskHandlers().every(isVirtual))
  assert.ok(!passThroughHandlers('scst_disk').some(isVirtual))
  assert.ok(!isVirtual(userHandler()))
  assert.ok(!isVirtual(undefined))
})
