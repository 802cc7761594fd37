import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drive } from '../../../src/admin/drive.ts'
import { ReadError } from '../../../src/admin/read-error.ts'
import { look, type Steps, say, write } from '../../../src/admin/step.ts'

test('each step is carried out and its answer goes back', async () => {
  function* steps(): Steps<number> {
    yield* say('a')
    return yield* write({ path: 'p', text: 't', says: '', debug: '', causes: [], failed: 2 })
  }
  const seen: string[] = []
  const code = await drive(steps(), (step) => {
    seen.push(step.kind)
    return step.kind === 'write' ? Promise.resolve(41) : undefined
  })
  assert.deepEqual(seen, ['say', 'write'])
  assert.equal(code, 41)
})

test('a read error is the steps’ to handle, any other error ends them', async () => {
  function* steps(): Steps<string> {
    try {
      yield* look({ kind: 'scst' })
      return 'read'
    } catch (error) {
      return (error as ReadError).text
    }
  }
  assert.equal(
    await drive(steps(), () => {
      throw new ReadError('gone')
    }),
    'gone',
  )
  await assert.rejects(
    drive(steps(), async () => {
      throw new Error('bug')
    }),
    /bug/,
  )
})
