import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startDaemon } from '../support/daemon.ts'
import { serve } from '../support/target.ts'

/** A configuration that was written says all there is: applied again it changes nothing, on a new daemon everything. */
const TARGET_LINES = [
  'IncomingUser "joe joes-long-secret"',
  'OutgoingUser "jim jims-long-secret"',
  'allowed_portal 127.*',
  'QueuedCommands 64',
  'GROUP hosts {',
  '  LUN 0 disk1 {',
  '    read_only 1',
  '  }',
  '  INITIATOR iqn.2026-01.test.tscst:*',
  '}',
]

const changes = (stdout: string) => /Done, (\d+) change\(s\) made/.exec(stdout)?.[1]

test('-write_config, then -config: 0 changes', async () => {
  const target = await serve({ disks: 3, size: 1 << 20, target: TARGET_LINES })
  const written = join(target.directory, 'written.conf')
  try {
    assert.equal((await target.scstadmin(['-write_config', written])).exit, 0)
    const again = await target.scstadmin(['-config', written, '-noprompt'])
    assert.equal(changes(again.stdout), '0', again.stdout)
    const forced = await target.scstadmin(['-config', written, '-force', '-noprompt'])
    assert.equal(changes(forced.stdout), '0', forced.stdout)
  } finally {
    await target.stop()
  }
  const fresh = await startDaemon()
  try {
    const applied = await fresh.scstadmin(['-config', written, '-noprompt'])
    assert.equal(applied.exit, 0, applied.stdout)
    assert.notEqual(changes(applied.stdout), '0')
    const copy = join(target.directory, 'copy.conf')
    await fresh.scstadmin(['-write_config', copy])
    assert.equal(readFileSync(copy, 'utf8'), readFileSync(written, 'utf8'))
  } finally {
    await fresh.stop()
    target.remove()
  }
})

test('-clear_config leaves nothing, and -check_config touches nothing', async () => {
  const target = await serve({ disks: 2, size: 1 << 20, target: TARGET_LINES })
  try {
    const written = join(target.directory, 'written.conf')
    await target.scstadmin(['-write_config', written])
    assert.equal((await target.scstadmin(['-clear_config', '-force', '-noprompt'])).exit, 0)
    assert.deepEqual(await target.sysfs.list('devices'), [])
    assert.match((await target.scstadmin(['-check_config', written])).stdout, /Done, 0 warnings found/)
    assert.deepEqual(await target.sysfs.list('devices'), [])
  } finally {
    await target.stop()
    target.remove()
  }
})
