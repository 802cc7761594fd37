import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scstadmin } from '../support/programs.ts'

test('scstadmin secret: 128 random bits, another each time (RFC 7143 §9.2.1)', async () => {
  const [one, two] = [await scstadmin(['secret']), await scstadmin(['secret'])]
  for (const { stdout, exit } of [one, two]) {
    assert.equal(exit, 0)
    assert.match(stdout, /^[A-Za-z0-9_-]{22}\n$/)
  }
  assert.notEqual(one.stdout, two.stdout)
})

test('scstadmin secret --letters: never less than 96 random bits', async () => {
  assert.match((await scstadmin(['secret', '--letters', '16'])).stdout, /^[A-Za-z0-9_-]{16}\n$/)
  const { exit, stderr } = await scstadmin(['secret', '--letters', '15'])
  assert.notEqual(exit, 0)
  assert.match(stderr, /16/)
})
