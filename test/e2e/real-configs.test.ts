import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { isolated, prepared } from '../support/isolated.ts'
import { REPOSITORY } from '../support/programs.ts'

/** Files found in the wild lie beside the clone, as the recordings do; where there are none, nothing is tried. */
const WILD = process.env.TSCST_REAL_CONFIGS ?? join(REPOSITORY, '../shared/real-configs')

/** Folders by what reads their files; address files come with the file that they lie beside. */
const FORMATS: Readonly<Record<string, string>> = {
  ctl: 'ctl',
  ietd: 'ietd',
  'iscsi-scstd': 'iscsi-scstd',
  lio: 'lio',
  'procfs-scst': 'procfs',
  tgt: 'tgt',
}
const COMPANION = /^(initiators|targets)\.(allow|deny)$/
const BLOCK_DEVICES = ['/dev/sda5', '/dev/sdb1', '/dev/vg0-lv0', '/dev/vg0-lv1']
const OUT = '/etc/scst.conf'

const filesOf = (folder: string): string[] => {
  const path = join(WILD, folder)
  return existsSync(path) ? readdirSync(path).filter((name) => !COMPANION.test(name)) : []
}

/** Every path that a written file names for a disk is made: block devices of the world's, else files. */
function makeDisks(): void {
  const unused = [...BLOCK_DEVICES]
  for (const [, path = ''] of readFileSync(OUT, 'latin1').matchAll(/^\t\tfilename "?([^"\n]+)/gm)) {
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true })
    const device = path.startsWith('/dev/') ? unused.shift() : undefined
    if (device) execFileSync('cp', ['-a', device, path])
    else {
      writeFileSync(path, '')
      truncateSync(path, 4 << 20)
    }
  }
}

if (existsSync(WILD))
  isolated(
    'configurations found in the wild',
    import.meta,
    () => {
      let daemon: Daemon
      beforeEach(async () => {
        daemon = await startDaemon({ portals: [] })
      })
      afterEach(async () => {
        await daemon.stop()
        for (const name of ['scst.conf', 'initiators.allow', 'initiators.deny'])
          rmSync(join('/etc', name), { force: true })
      })

      const scstadmin = async (...words: string[]) => {
        const { exit, stdout, stderr } = await daemon.scstadmin(words, { cwd: '/tmp' })
        return { exit, said: stdout + stderr }
      }
      const good = async (...words: string[]) => {
        const { exit, said } = await scstadmin(...words)
        assert.equal(exit, 0, `${words.join(' ')}\n${said}`)
        return said
      }
      const nothingLeftToDo = async () => {
        await good('-write_config', '/tmp/saved.conf')
        for (const file of [OUT, '/tmp/saved.conf'])
          assert.match(await good('-config', file, '-force', '-noprompt'), /Done, 0 change\(s\) made|empty/)
      }

      for (const [folder, format] of Object.entries(FORMATS))
        for (const name of filesOf(folder))
          test(`${folder}/${name} moves in`, async () => {
            const file = join(prepared(), folder, name)
            await scstadmin('import', format, file, '--out', OUT)
            makeDisks()
            const { exit, said } = await scstadmin('import', format, file, '--out', OUT)
            assert.ok([0, 1, 2].includes(exit), said)
            await good('-check_config', OUT)
            await good('-config', OUT, '-noprompt')
            await nothingLeftToDo()
          })

      for (const name of filesOf('scst.conf'))
        test(`scst.conf/${name} is applied, or says what it lacks`, async () => {
          writeFileSync(OUT, readFileSync(join(prepared(), 'scst.conf', name)))
          makeDisks()
          await scstadmin('config', 'lint', OUT)
          const { exit, said } = await scstadmin('-config', OUT, '-force', '-noprompt')
          if (exit === 0) return nothingLeftToDo()
          assert.equal(exit, 1, said)
          assert.match(said, /FATAL|Configuration is empty|does not exist|not loaded/i)
        })
    },
    { prepare: async () => ({ directory: WILD }) },
  )
