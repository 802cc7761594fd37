import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { isolated } from '../support/isolated.ts'
import { REPOSITORY, run } from '../support/programs.ts'

const DIRECTORY = '/mnt-scst'

isolated('scstadmin mount', import.meta, () => {
  let daemon: Daemon
  before(async () => {
    daemon = await startDaemon()
    mkdirSync(DIRECTORY)
  })
  after(() => daemon.stop())

  const shell = (script: string) => run('bash', ['-c', script])

  test('shows the tree until it is ended, then nothing', async () => {
    const program = [join(REPOSITORY, 'bin/scstadmin.js'), 'mount', DIRECTORY, '--socket', daemon.socket]
    const mount = spawn(process.execPath, program, { stdio: 'inherit' })
    const mounted = await shell(
      `for i in {1..200}; do [ -e ${DIRECTORY}/targets ] && exit 0; sleep 0.05; done; exit 1`,
    )
    assert.equal(mounted.exit, 0)
    assert.equal((await shell(`cat ${DIRECTORY}/targets/iscsi/enabled`)).stdout, '0\n\n')
    assert.equal((await shell(`echo "add_device n" > ${DIRECTORY}/handlers/vdisk_nullio/mgmt`)).exit, 0)
    assert.equal((await shell(`ls ${DIRECTORY}/devices`)).stdout, 'n\n')
    mount.kill('SIGTERM')
    await once(mount, 'exit')
    assert.equal((await shell(`ls ${DIRECTORY}`)).stdout, '')
  })
})
