import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log, silent } from '../../../src/lib/log.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Queued } from '../../../src/tree/attribute.ts'
import { type Mgmt, mgmt, usage } from '../../../src/tree/mgmt.ts'

const said: string[] = []
const file = (more: Partial<Mgmt<string>> = {}) =>
  mgmt<string>({
    usage: usage('say words'),
    verbs: {
      say: (object, words) => {
        said.push(`${object}: ${words.rest}`)
      },
    },
    ...more,
  })

const write = async (attribute: ReturnType<typeof file>, text: string): Promise<unknown> => {
  const stored = attribute.store!('it', text)
  return stored instanceof Queued ? stored.work() : stored
}

test('reading tells how to write', () => {
  assert.equal(file().show!(''), 'Usage: echo "say words" >mgmt\n')
  assert.equal(usage('a', 'b'), 'Usage: echo "a" >mgmt\n       echo "b" >mgmt\n')
})

test('verbs come in any case, behind blanks; what follows is theirs', async () => {
  said.length = 0
  await write(file(), '  SAY a b\nc\n')
  await write(file({ firstLineOnly: true }), 'say a b\nc\n')
  assert.deepEqual(said, ['it: a b\nc\n', 'it: a b'])
})

test('commands take their turn, unless the file is direct', () => {
  assert.ok(file().store!('it', 'say') instanceof Queued)
  assert.equal(file({ direct: true }).store!('it', 'say'), undefined)
})

test('an unknown verb is refused, and named where the file has a log', async () => {
  const lines: string[] = []
  const log = new Log('scst', ({ text }) => lines.push(text))
  for (const text of ['shout\n', '\n', 'constructor\n']) {
    await assert.rejects(write(file({ log: () => log, direct: true }), text), Refusal)
    await assert.rejects(async () => write(file({ log: () => silent }), text), Refusal)
  }
  assert.deepEqual(lines, ['Unknown action "shout"', 'Unknown action ""', 'Unknown action "constructor"'])
  await assert.rejects(async () => write(file(), 'shout'), Refusal)
})
