import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import Import from '../../commands/import.ts'
import { liveTree, runCommand } from '../support/scstadmin.ts'
import { temporaryDirectory } from '../support/temporary.ts'

let live: Awaited<ReturnType<typeof liveTree>>
let directory: ReturnType<typeof temporaryDirectory>
beforeEach(async () => {
  live = await liveTree()
  directory = temporaryDirectory()
})
afterEach(async () => {
  await live.close()
  directory.remove()
})

const at = (name: string) => join(directory.path, name)
const write = (name: string, text: string) => {
  writeFileSync(at(name), text)
  return at(name)
}
const run = (...argv: string[]) => runCommand(Import, live.tree, argv)

const secret = 'joes-long-secret'
const mapped = `Target iqn.a\n\tIncomingUser joe ${secret}\n\tLun 0 Type=nullio,Sectors=2048\n`
const lossy = `${mapped}\tLun 1 Type=nullio,Sectors=2048,ScsiSN=S1\n`
const rejected = 'Target iqn.a\n\tIncomingUser joe short\n\tLun 0 Type=nullio,Sectors=2048\n'

test('the format may be given or found; without --out nothing is written', async () => {
  const file = write('old', lossy)
  const found = await run(file)
  assert.deepEqual(await run('ietd', file), found)
  assert.match(found.stdout, /IncomingUser joe \*{8}/)
  assert.ok(!found.stdout.includes(secret))
  assert.deepEqual(readdirSync(directory.path), ['old'])
})

test('the exit status tells the worst row', async () => {
  const statusOf = async (text: string, ...flags: string[]) =>
    (await run('ietd', write('ietd.conf', text), ...flags)).status
  assert.equal(await statusOf('# all comments\n', '--strict'), 0)
  assert.equal(await statusOf(lossy), 2)
  assert.equal(await statusOf(lossy, '--strict'), 1)
  assert.equal(await statusOf(rejected), 1)
})

test('with its identity kept nothing is lost', async () => {
  writeFileSync(at('disk'), Buffer.alloc(1 << 20))
  const store = `<backing-store ${at('disk')}>\nscsi_sn DISK5\nwrite-cache off\n</backing-store>`
  const file = write('targets.conf', `<target iqn.a>\n${store}\ninitiator-address ALL\n</target>\n`)
  assert.equal((await run(file)).status, 2)
  const { status, stdout } = await run(file, '--preserve-identity', '--strict', '--out', at('scst.conf'))
  assert.equal(status, 0, stdout)
  assert.match(readFileSync(at('scst.conf'), 'latin1'), /usn DISK5$/m)
})

test('--json is one document, with no secrets in it', async () => {
  const { status, stdout, stderr } = await run(write('ietd.conf', lossy), '--json', '--out', at('scst.conf'))
  assert.ok(!stdout.includes(secret))
  assert.equal(stderr, '')
  const report = JSON.parse(stdout)
  assert.equal(report.format, 'ietd')
  assert.equal(report.status, status)
  assert.deepEqual(report.written, [at('scst.conf')])
  assert.deepEqual(
    report.rows.map(({ line }: { line: number }) => line),
    [1, 2, 3, 4],
  )
})

test('--out writes for its owner alone, address rules beside it', async () => {
  const file = write('ietd.conf', mapped)
  const rules = write('old.allow', 'iqn.a 127.0.0.1\n')
  const { stdout } = await run(file, '--initiators-allow', rules, '--out', at('scst.conf'))
  assert.match(readFileSync(at('scst.conf'), 'latin1'), new RegExp(`IncomingUser "joe ${secret}"`))
  for (const name of ['scst.conf', 'initiators.allow', 'initiators.deny']) {
    assert.equal(statSync(at(name)).mode & 0o777, 0o600, name)
    assert.ok(stdout.includes(`written: ${at(name)}`), stdout)
  }
})

test('--apply goes the way of -config, on a live tree', async () => {
  const file = write('ietd.conf', mapped)
  const { status, stdout, stderr } = await run(file, '--apply', '--noprompt')
  assert.match(stdout, /-> Done, \d+ change\(s\) made\./, stderr)
  assert.ok(!(stdout + stderr).includes(secret))
  assert.notEqual(status, 1)
  assert.equal((await live.tree.read('targets/iscsi/iqn.a/enabled')).split('\n')[0], '1')
  assert.ok((await live.tree.list('targets/iscsi/iqn.a/luns')).some(({ name }) => name === '0'))
  const again = await run(file, '--apply', '--noprompt')
  assert.match(again.stdout, /-> Done, 0 change\(s\) made\./)
})

test('what is refused is never applied', async () => {
  const { status, stderr } = await run(write('ietd.conf', rejected), '--apply', '--noprompt')
  assert.equal(status, 1)
  assert.match(stderr, /^Not applied: something was refused/)
  await assert.rejects(live.tree.list('targets/iscsi/iqn.a'))
})

test('a target is not applied without its address rules', async () => {
  const file = write('ietd.conf', mapped)
  write('initiators.allow', 'iqn.a 127.0.0.1\n')
  const unwritten = await run(file, '--apply', '--noprompt')
  assert.equal(unwritten.status, 1)
  assert.match(unwritten.stderr, /^Not applied: rules by address must be written first: give --out/)
  const elsewhere = await run(file, '--out', at('scst.conf'), '--apply', '--noprompt')
  assert.equal(elsewhere.status, 1)
  assert.match(elsewhere.stderr, /^Not applied: .* --initiator-files/)
  await assert.rejects(live.tree.list('targets/iscsi/iqn.a'))
})

test('complaints about the command line and its files', async () => {
  const missing = await run('ietd', at('nowhere'))
  assert.deepEqual(missing, {
    stdout: '',
    stderr: `Unable to read '${at('nowhere')}': No such file or directory\n`,
    status: 1,
  })
  const unknown = await run(write('notes', '# nothing\n'))
  assert.deepEqual(
    [unknown.status, unknown.stderr],
    [1, `'${at('notes')}' could be of several kinds: say which\n`],
  )
  const two = await run('ietd', write('a.conf', mapped), write('b.conf', mapped))
  assert.equal(two.status, 1)
  assert.match(two.stderr, /^Give one configuration .* not 2$/m)
  assert.ok(!existsSync(at('scst.conf')))
})
