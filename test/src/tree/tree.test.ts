import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DirectoryNode, SysfsError } from '../../../src/sysfs/sysfs.ts'
import { idleTask } from '../../support/device.ts'
import { liveTree } from '../../support/live-tree.ts'

const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'nothing'
  } catch (error) {
    assert.ok(error instanceof SysfsError, String(error))
    return `${error.stage} ${error.code}`
  }
}

test('paths are walked as by the kernel', async () => {
  const { tree, write } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  assert.equal(await failure(tree.read('nosuch')), 'lookup ENOENT')
  assert.equal(await failure(tree.read('threads/x')), 'lookup ENOTDIR')
  assert.equal(await failure(tree.read(`devices/${'x'.repeat(256)}`)), 'lookup ENAMETOOLONG')
  assert.equal(await failure(tree.read('devices')), 'read EISDIR')
  assert.equal(await failure(tree.list('threads')), 'open ENOTDIR')
  assert.equal(await failure(tree.readlink('threads')), 'read EINVAL')
  assert.equal(await failure(tree.read('devices/d/dump_prs')), 'open EACCES')
  assert.equal(await failure(tree.write('version', 'x')), 'open EACCES')
  assert.equal(await tree.read('/devices//./d/../d/type'), await tree.read('devices/d/type'))
  assert.equal(await tree.read('devices/d/handler/type'), '0 - Direct-access device (e.g., magnetic disk)\n')
  assert.deepEqual(await tree.stat('devices/d/handler'), { type: 'link', mode: 0o777 })
  assert.deepEqual(await tree.stat('devices/d'), { type: 'dir', mode: 0o755 })
  assert.deepEqual(await tree.stat('threads'), { type: 'file', mode: 0o644 })
})

test('entries come in the order of sysfs', async () => {
  const { tree, write } = liveTree()
  for (const name of ['disk1', 'disk2', 'disk3']) {
    await write('handlers/vdisk_nullio/mgmt', `add_device ${name}\n`)
  }
  const names = (await tree.list('devices')).map(({ name }) => name)
  assert.deepEqual(names, ['disk3', 'disk1', 'disk2'])
  const snapshot = (await tree.snapshot('devices')) as DirectoryNode
  assert.deepEqual([...snapshot.entries.keys()], names)
})

test('a snapshot has what reading each file gives, errors included', async () => {
  const { tree, write } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  const device = (await tree.snapshot('devices/d')) as DirectoryNode
  for (const [name, node] of device.entries) {
    if (node.type !== 'file') continue
    const read = await tree.read(`devices/d/${name}`).catch((error: SysfsError) => error)
    if (node.error) {
      assert.deepEqual(
        [node.error.code, node.error.stage, node.error.path],
        ['EACCES', 'open', `devices/d/${name}`],
      )
      assert.ok(read instanceof SysfsError)
    } else assert.equal(node.content, read)
  }
  assert.equal(device.entries.get('dump_prs')?.type, 'file')
})

test('a write of more than a page is more than one command', async () => {
  const { tree, read } = liveTree()
  await tree.write('targets/iscsi/mgmt', `add_target t${' '.repeat(4096 - 12)}add_target u\n`)
  assert.equal(await read('targets/iscsi/t/tid'), '1\n')
  assert.equal(await read('targets/iscsi/u/tid'), '2\n')
})

test('an empty write does nothing', async () => {
  const { write, read } = liveTree()
  assert.equal(await write('cluster_name', 'c\n'), '0')
  assert.equal(await write('cluster_name', ''), '0')
  assert.equal(await read('cluster_name'), 'c\n[key]\n')
})

test('nothing that takes its turn gets between the writes of a batch', async () => {
  const { tree, scst } = liveTree()
  const batch = (letter: string) => {
    const writes = [1, 2, 3].map((n) => ({
      path: 'handlers/vdisk_nullio/mgmt',
      text: `add_device ${letter}${n}`,
    }))
    const group = { path: 'device_groups/mgmt', text: `create ${letter}` }
    return tree.batch([...writes.slice(0, 2), group, ...writes.slice(2)], { stopOnError: true })
  }
  await Promise.all([
    batch('a'),
    batch('b'),
    tree.write('handlers/vdisk_nullio/mgmt', 'add_device single'),
    batch('c'),
  ])
  const order = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'single', 'c1', 'c2', 'c3']
  assert.deepEqual([...scst.devices.keys()], order)
})

test('a batch that waits lets the write through that it waits for', async () => {
  const { tree, scst, write } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device d')
  const { lu } = scst.devices.get('d')!
  const [nexus] = lu.nexuses
  const task = idleTask(nexus!)
  assert.ok(lu.tasks.enter(task))
  const batch = tree.batch(
    [
      { path: 'suspend', text: '0' },
      { path: 'threads', text: '9' },
    ],
    { stopOnError: true },
  )
  assert.equal(await write('handlers/vdisk_nullio/mgmt', 'add_device e'), '0')
  lu.tasks.leave(task)
  assert.deepEqual(await batch, [undefined, undefined])
  scst.resume()
})

test('a batch stops at the first error, or goes on', async () => {
  const { tree, read } = liveTree()
  const writes = ['1', '-1', '3'].map((text) => ({ path: 'threads', text }))
  const stopped = await tree.batch(writes, { stopOnError: true })
  assert.deepEqual(
    stopped.map((result) => result?.code),
    [undefined, 'EINVAL'],
  )
  assert.equal(await read('threads'), '1\n[key]\n')
  const all = await tree.batch(writes, { stopOnError: false })
  assert.deepEqual(
    all.map((result) => result?.code),
    [undefined, 'EINVAL', undefined],
  )
  assert.equal(await read('threads'), '3\n[key]\n')
})

test('last_sysfs_mgmt_res is the result of the last change that took its turn', async () => {
  const { write, read } = liveTree()
  const rows: readonly (readonly [path: string, text: string, result: string])[] = [
    ['handlers/vdisk_nullio/mgmt', 'add_device d\n', '0'],
    ['handlers/vdisk_nullio/mgmt', 'add_device d\n', '-17'],
    ['threads', '-1\n', '-17'],
    ['device_groups/mgmt', 'nosuch\n', '-17'],
    ['devices/d/threads_pool_type', 'nosuch\n', '-17'],
    ['devices/d/size', 'nosuch\n', '-22'],
    ['targets/iscsi/link_local', '0\n', '-22'],
    ['devices/d/threads_num', '3\n', '0'],
    ['targets/iscsi/mgmt', 'del_target nosuch\n', '-2'],
  ]
  for (const [path, text, result] of rows) {
    await write(path, text)
    assert.equal(await read('last_sysfs_mgmt_res'), `${result}\n`, `${path} ${text}`)
  }
})

test('changes run in the order they come, though nobody waits for them', async () => {
  const { tree, names } = liveTree()
  const numbers = Array.from({ length: 30 }, (_, i) => i)
  await Promise.all(
    numbers.flatMap((i) => [
      tree.write('handlers/vdisk_nullio/mgmt', `add_device d${i}\n`),
      tree.write('targets/iscsi/mgmt', `add_target t${i}\n`),
    ]),
  )
  assert.equal((await names('devices')).length, 30)
  for (const i of numbers) assert.equal(await tree.read(`targets/iscsi/t${i}/tid`), `${i + 1}\n`)
})
