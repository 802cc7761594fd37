import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, lines, liveTree, runClassic } from '../../../support/scstadmin.ts'

test('accounts come and go value by value', async () => {
  const { tree, close } = await liveTree()
  const run = (option: string, attributes: string) =>
    runClassic(tree, [option, 'iscsi', '-attributes', attributes, '-noprompt'])
  const joe = 'IncomingUser=joe 12charsecret'
  assert.equal((await run('-add_drv_attr', joe)).status, 0)
  assert.equal(
    (await run('-add_drv_attr', joe)).stdout,
    changed(lines("\t-> Attribute/value 'IncomingUser/joe 12charsecret' already exists for driver 'iscsi'.")),
  )
  assert.equal(
    (await run('-rem_drv_attr', 'IncomingUser=joe')).stdout,
    changed(lines("\t-> Attribute/value 'IncomingUser/joe' doesn't exist for driver 'iscsi'.")),
  )
  assert.equal(
    (await run('-rem_drv_attr', joe)).stdout,
    changed(
      lines(
        "\t-> Removing dynamic attribute 'IncomingUser' with value 'joe 12charsecret' for driver 'iscsi': done.",
      ),
    ),
  )
  await close()
})

test('attributes are added in the order of their names', async () => {
  const { tree, close } = await liveTree()
  const { stdout } = await runClassic(tree, [
    ...['-add_drv_attr', 'iscsi', '-attributes'],
    'OutgoingUser=me 12charsecret2,IncomingUser=joe 12charsecret',
  ])
  assert.ok(stdout.indexOf('IncomingUser') < stdout.indexOf('OutgoingUser'))
  await close()
})
