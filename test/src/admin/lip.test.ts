import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allTargets, issueLip } from '../../../src/admin/lip.ts'
import { Running } from '../../../src/admin/running.ts'
import type { DirectoryNode, Node } from '../../../src/sysfs/sysfs.ts'
import { dry } from '../../support/admin.ts'

const directory = (entries: Record<string, Node>): DirectoryNode => ({
  type: 'dir',
  mode: 0o755,
  entries: new Map(Object.entries(entries)),
})
const link = (target: string): Node => ({ type: 'link', mode: 0o777, target })
const lip = (mode: number): Node => ({ type: 'file', mode })

const running = new Running(
  directory({
    host6: directory({ device: directory({ 'fc_host:host6': directory({ issue_lip: lip(0o200) }) }) }),
    host7: directory({ fc_host: directory({ host7: directory({ issue_lip: lip(0o400) }) }) }),
    targets: directory({
      fc: directory({
        good: directory({ host: link('../../../host6') }),
        old: directory({ host: link('../../../host7') }),
        soft: directory({}),
      }),
    }),
  }),
)

const issue = async (target: string, isAsked: boolean, code = 0) => {
  const { wanted } = await dry(issueLip([{ driver: 'fc', target }], running, isAsked), { write: code })
  return (wanted as { kind: string; text?: string }[]).map(({ kind, text }) => text ?? kind).join('')
}

test('all targets', () => {
  assert.deepEqual(
    allTargets(running).map(({ target }) => target),
    ['good', 'old', 'soft'],
  )
})

test('a fibre channel target is made to look again', async () => {
  const line = "\t-> Issuing LIP on fibre channel driver/target 'fc/good' (host6): write"
  assert.equal(await issue('good', true), `${line}done.\n`)
  assert.equal(
    await issue('good', true, 2),
    `${line}done.\nWARNING: Failed to issue LIP on driver/target 'fc/good'.\n`,
  )
})

test('one that cannot is told', async () => {
  assert.equal(
    await issue('old', true),
    "Fibre channel driver/target 'fc/old' lacks the ability to issue LIPs, ignoring.\n",
  )
})

test('one without a host is worded by who asked', async () => {
  assert.equal(await issue('soft', true), "\t-> Driver/target 'fc/soft' has no 'host' attribute, ignoring.\n")
  assert.equal(await issue('soft', false), '\t-> Driver/target is not a fibre channel target, ignoring.\n')
})

test('the first failure ends it, with status 1', async () => {
  const targets = ['good', 'soft'].map((target) => ({ driver: 'fc', target }))
  const { wanted, result } = await dry(issueLip(targets, running, false), { write: 2 })
  assert.equal(result, 1)
  assert.equal(JSON.stringify(wanted).includes('not a fibre channel'), false)
  assert.equal((await dry(issueLip(targets, running, false), { write: 0 })).result, 0)
})
