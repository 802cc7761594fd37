import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { silent } from '../../../src/lib/log.ts'
import { FuseDevice } from '../../../src/mount/fuse-device.ts'
import { mountSysfs } from '../../../src/mount/mount.ts'
import { filesAsTree } from '../../support/control.ts'
import { run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const skip = existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'needs root and /dev/fuse'

const directory = temporaryDirectory()
const place = join(directory.path, 'mnt')
const tree = filesAsTree(join(directory.path, 'tree'), { version: '3.11\n' })
const binding = Reflect.get(process, 'binding')

before(() => mkdirSync(place))
after(directory.remove)

/** Node with what lets it watch the device, and without. */
const ways = [
  ['watched', binding],
  ['read by a thread', undefined],
] as const

for (const [way, offered] of ways) {
  test(`${way}: requests come until the end`, { skip }, async () => {
    Reflect.set(process, 'binding', offered)
    const mount = await mountSysfs(tree, place, silent)
    Reflect.set(process, 'binding', binding)
    for (let i = 0; i < 3; i++) assert.equal((await run('cat', [join(place, 'version')])).stdout, '3.11\n')
    await mount.unmount()
    await mount.ended
  })

  test(`${way}: a device that is no mount’s says so`, { skip }, async () => {
    Reflect.set(process, 'binding', offered)
    const error = await new Promise<Error | undefined>((ended) => {
      new FuseDevice(openSync('/dev/fuse', 'r+'), { request: () => {}, ended })
    })
    Reflect.set(process, 'binding', binding)
    assert.match(String(error), /EPERM/)
  })
}

test('it ends also while another mount namespace has a copy', { skip }, async () => {
  const mount = await mountSysfs(tree, place, silent)
  const other = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', 'echo there; read word'])
  await once(other.stdout, 'data')
  assert.equal((await run('umount', [place])).exit, 0)
  await mount.unmount()
  await mount.ended
  other.stdin.end()
  await once(other, 'exit')
})
