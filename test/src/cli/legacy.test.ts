import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLegacy } from '../../../src/cli/legacy.ts'

const read = (line: string, env = {}) => readLegacy(line.split(' '), env)

test('operations come in the order in which they are looked for, each with its companions', () => {
  const { call } = read('-nonkey -list_target -list_handler vcdrom -driver iscsi')
  assert.equal(call.kind, 'operations')
  if (call.kind !== 'operations') return
  assert.deepEqual(
    call.operations.map(({ option, given }) => [option.name, given.name, given.driver]),
    [
      ['list_handler', 'vcdrom', 'iscsi'],
      ['list_target', '', 'iscsi'],
    ],
  )
  assert.equal(call.options.nonKey, true)
})

test('a configuration file that is not named is /etc/scst.conf', () => {
  const { call } = read('-check_config -noprompt')
  assert.equal(call.kind === 'operations' && call.operations[0]?.given.name, '/etc/scst.conf')
})

test('errors of the parser win over help', () => {
  const { call } = read('-help -bogus -worse')
  assert.deepEqual(call, {
    kind: 'complaint',
    stdout: '',
    stderr: 'Unknown option: bogus\nUnknown option: worse\n',
  })
})

test('help wins over everything else', () => {
  assert.deepEqual(read('-open_dev x -h').call, { kind: 'help' })
})

test('our own options are taken by their whole names', () => {
  const { asked } = read('--sysfs /tmp/tree --compat=default -list_handler', { SCST_COMPAT: 'strict' })
  assert.deepEqual(asked, { sysfs: '/tmp/tree', socket: undefined, isStrict: false })
})

test('strict knows no option that the original does not know, but for those that lead to the tree', () => {
  const { asked, call } = read('-compat strict -socket /s -preserve_cluster_mode -list_handler')
  assert.deepEqual(asked, { sysfs: undefined, socket: '/s', isStrict: true })
  assert.deepEqual(call, {
    kind: 'complaint',
    stdout: '',
    stderr: 'Unknown option: preserve_cluster_mode\n',
  })
})

test('-json goes with queries only', () => {
  const { call } = read('-json -add_target t -driver iscsi')
  assert.equal(call.kind === 'complaint' && call.stderr, 'Option json goes with queries only\n')
})

test('another compatibility is no default', () => {
  for (const { call } of [
    read('-compat Strict -list_handler'),
    read('-list_handler', { SCST_COMPAT: 'Strict' }),
  ])
    assert.equal(
      call.kind === 'complaint' && call.stderr,
      'Unknown compatibility: Strict (strict or default)\n',
    )
})
