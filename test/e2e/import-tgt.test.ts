import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { isolated } from '../support/isolated.ts'
import { run } from '../support/programs.ts'

/** A running tgt: dumped, stopped, imported; the same initiator goes on with the same data. */
const target = 'iqn.2026-01.test.tgt:disks'
const secret = 'joes-long-secret'
const url = (lun: number) => `iscsi://joe%${secret}@127.0.0.1/${target}/${lun}`

const targets = `
<target ${target}>
  <backing-store /disk1>
    lun 5
    scsi_sn DISK5
    write-cache off
  </backing-store>
  <backing-store /disk2>
    readonly 1
  </backing-store>
  incominguser joe ${secret}
  initiator-address 127.0.0.1
</target>
`

isolated('from a running tgt to a running target', import.meta, () => {
  let tgtd: ChildProcess | undefined
  let daemon: Daemon | undefined
  after(async () => {
    tgtd?.kill('SIGKILL')
    await daemon?.stop()
  })

  const good = async (program: string, ...words: string[]) => {
    const { exit, stdout, stderr } = await run(program, words, { cwd: '/tmp' })
    assert.equal(exit, 0, `${program} ${words.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }
  const stop = async () => {
    tgtd!.kill('SIGKILL')
    await once(tgtd!, 'exit')
    tgtd = undefined
  }
  /** The first mebibyte of a LUN. */
  const begin = async (lun: number) => {
    await good(
      'qemu-img',
      'dd',
      '-f',
      'raw',
      '-O',
      'raw',
      'bs=1M',
      'count=1',
      `if=${url(lun)}`,
      'of=/tmp/begin',
    )
    return readFileSync('/tmp/begin').toString('latin1')
  }
  const pages = async (lun: number) => {
    const naa = await good('iscsi-inq', '-e', '1', '-c', '131', url(lun))
    return {
      naa: naa.match(/^\s*Designator:.*/gm),
      standard: (await good('iscsi-inq', url(lun))).match(/^(?:Vendor|Product|Revision):.*$/gm),
    }
  }
  let before: Awaited<ReturnType<typeof pages>>
  const data = 'what the initiator wrote'.padEnd(1 << 20, '.')

  test('tgt serves, and an initiator writes', async () => {
    mkdirSync('/var/run/tgtd', { recursive: true })
    tgtd = spawn('tgtd', ['-f'], { stdio: 'ignore' })
    for (let tries = 0; (await run('tgtadm', ['--op', 'show', '--mode', 'target'])).exit !== 0; tries++) {
      assert.ok(tries < 200 && tgtd.exitCode === null, 'tgtd does not answer')
    }
    writeFileSync('/etc/tgt/targets.conf', targets)
    await good('tgt-admin', '-e', '-c', '/etc/tgt/targets.conf')
    writeFileSync('/tmp/image', data)
    await good('qemu-img', 'convert', '-n', '-f', 'raw', '-O', 'raw', '/tmp/image', url(5))
    assert.equal(await begin(5), data)
    before = await pages(5)
  })

  test('a dump holds no secrets, so it imports switched off', async () => {
    const dump = await good('tgt-admin', '--dump')
    writeFileSync('/tmp/dumped.conf', dump)
    daemon = await startDaemon({ portals: ['127.0.0.1:0'] })
    const { exit, stdout } = await daemon.scstadmin([
      'import',
      'tgt',
      '/tmp/dumped.conf',
      '--out',
      '/tmp/dumped-scst.conf',
    ])
    assert.equal(exit, 1, stdout)
    assert.match(stdout, /placeholder/)
    assert.match(
      readFileSync('/tmp/dumped-scst.conf', 'latin1'),
      /# switched off: CHAP account refused[\s\S]*enabled 0/,
    )
    await daemon.stop()
    daemon = undefined
  })

  test('stopped, imported from its own file, and the initiator goes on', async () => {
    await stop()
    daemon = await startDaemon({ portals: [] })
    const words = [
      'import',
      '/etc/tgt/targets.conf',
      '--preserve-identity',
      '--out',
      '/etc/scst.conf',
      '--apply',
      '--noprompt',
    ]
    const { exit, stdout, stderr } = await daemon.scstadmin(words)
    assert.equal(exit, 0, stdout + stderr)
    assert.doesNotMatch(stdout + stderr, new RegExp(secret))
    assert.equal(await begin(5), data)
    const after = await pages(5)
    assert.deepEqual(after.standard, before.standard)
    for (const designator of before.naa ?? [])
      if (/0e0000/.test(designator)) assert.ok(after.naa?.includes(designator))
    assert.match(await good('iscsi-inq', '-e', '1', '-c', '128', url(5)), /\[DISK5\]/)
  })

  test('what tgt refused is refused', async () => {
    const refused = async (at: string) => assert.notEqual((await run('iscsi-inq', [at])).exit, 0, at)
    await refused(url(5).replace(secret, 'another-secret12'))
    await refused(url(5).replace(`joe%${secret}@`, ''))
    await refused(url(5).replace('127.0.0.1', '10.0.2.15'))
    const { exit } = await run('qemu-img', ['convert', '-n', '-f', 'raw', '-O', 'raw', '/tmp/image', url(1)])
    assert.notEqual(exit, 0, 'the read-only LUN was written')
  })

  test('the way back: tgt serves the same data again', async () => {
    await daemon!.stop()
    daemon = undefined
    tgtd = spawn('tgtd', ['-f'], { stdio: 'ignore' })
    for (let tries = 0; (await run('tgt-admin', ['-e', '-c', '/etc/tgt/targets.conf'])).exit !== 0; tries++) {
      assert.ok(tries < 200, 'tgt does not come back')
    }
    assert.equal(await begin(5), data)
  })
})
