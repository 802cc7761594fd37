import assert from 'node:assert/strict'
import { test } from 'node:test'
import TargetListAttr from '../../../commands/target/list-attr.ts'
import { liveTree, runCommand, SAMPLE } from '../../support/scstadmin.ts'

const { tree, close } = await liveTree(SAMPLE)

test('--json answers with what was found', async () => {
  const { stdout, status } = await runCommand(TargetListAttr, tree, ['iqn.a', '--driver', 'iscsi', '--json'])
  assert.deepEqual(JSON.parse(stdout), {
    attributes: {},
    dynamicAttributes: ['IncomingUser', 'OutgoingUser', 'allowed_portal'],
    lunCreateAttributes: ['read_only'],
  })
  assert.equal(status, 0)
})

test('--nonkey shows all of it', async () => {
  const argv = ['iqn.a', '--driver', 'iscsi', '--json', '--nonkey']
  const { attributes } = JSON.parse((await runCommand(TargetListAttr, tree, argv)).stdout)
  assert.deepEqual(attributes.MaxBurstLength, { value: '1048576', writable: true, key: false })
})

test('--json answers with the error and exits with 1', async () => {
  const { stdout, status } = await runCommand(TargetListAttr, tree, ['x', '--driver', 'iscsi', '--json'])
  assert.deepEqual(JSON.parse(stdout), { error: "targetAttributes(): Target 'x' is not available" })
  assert.equal(status, 1)
})

test.after(close)
