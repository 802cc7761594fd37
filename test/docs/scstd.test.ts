import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SETTINGS } from '../../src/daemon/settings.ts'
import { startDaemon } from '../support/daemon.ts'
import { REPOSITORY, run } from '../support/programs.ts'

const text = readFileSync(new URL('../../docs/SCSTD.md', import.meta.url), 'utf8')

test('SCSTD.md names every setting', () => {
  for (const name of Object.keys(SETTINGS)) assert.ok(text.includes(`\`${name}\``), name)
})

const skip = existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'needs root and /dev/fuse'

test('its example shows the tree at /sys/kernel/scst_tgt', { skip }, async () => {
  const [, script = ''] = /^```sh\n(.*?)^```$/ms.exec(text) ?? []
  const daemon = await startDaemon()
  try {
    const { stdout, stderr, exit } = await run('bash', ['-c', script], {
      cwd: REPOSITORY,
      env: { SCST_SOCKET: daemon.socket, SCST_SYSFS: '/sys/kernel/scst_tgt' },
      seconds: 30,
    })
    assert.equal(exit, 0, stderr)
    assert.match(stdout, /^open$/m)
    assert.match(stdout, /Collecting current configuration: done\./)
    assert.match(stdout, /^\tiscsi$/m)
  } finally {
    await daemon.stop()
  }
})
