import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Overdue } from '../../../src/lib/deadline.ts'
import { idleTask } from '../../support/device.ts'
import { liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(() => directory.remove())

test('processors make the mask', () => {
  assert.equal(liveTree(undefined, { cpus: 1 }).scst.allCpus, 1n)
  assert.equal(liveTree(undefined, { cpus: 40 }).scst.allCpus, 2n ** 40n - 1n)
})

test('a mask of many processors prints in groups of 32 bits', async () => {
  const live = liveTree(undefined, { cpus: 40 })
  const path = 'targets/copy_manager/copy_manager_tgt/cpu_mask'
  assert.equal(await live.read(path), 'ff,ffffffff\n')
  assert.equal(await live.write(path, '1,00000000\n'), '0')
  assert.equal(await live.read(path), '01,00000000\n[key]\n')
})

test('reservations outlive the process in the state directory', async () => {
  const first = liveTree(undefined, { stateDirectory: directory.path })
  await first.write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  const state = 'version 1\ngeneration 3\nregistrant 1 0000000000000001 0 4 05000000\n'
  const { lu } = first.scst.devices.get('d')!
  lu.restorePrState(state)
  await lu.commitReservations({ ...lu.reservations, aptpl: true })
  assert.equal(readFileSync(join(directory.path, 'pr/d'), 'latin1'), state)
  const second = liveTree(undefined, { stateDirectory: directory.path })
  await second.write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  assert.equal(await second.read('devices/d/pr_state'), state)
})

test('a damaged state file is set aside, and the device comes up', async () => {
  const file = join(directory.path, 'pr/e')
  for (const [content, aside] of [
    ['nonsense', `${file}.damaged`],
    ['more of it', `${file}.damaged1`],
  ] as const) {
    writeFileSync(file, content)
    const live = liveTree(undefined, { stateDirectory: directory.path })
    assert.equal(await live.write('handlers/vdisk_nullio/mgmt', 'add_device e\n'), '0')
    const complaint = `***ERROR***: e: reservations cannot be loaded: the file of persistent reservations is damaged`
    assert.ok(live.log.includes(`scst: ${complaint}; kept aside as ${aside}`))
    assert.equal(readFileSync(aside, 'latin1'), content)
    assert.ok(!existsSync(file))
  }
})

test('no reservations are kept where what is damaged cannot be set aside', async () => {
  const stateDirectory = join(directory.path, 'full')
  mkdirSync(stateDirectory)
  writeFileSync(join(stateDirectory, 'pr'), 'no directory')
  const live = liveTree(undefined, { stateDirectory })
  assert.equal(await live.write('handlers/vdisk_nullio/mgmt', 'add_device e\n'), '0')
  assert.ok(
    live.log.some(
      (line) => line.includes('e: reservations cannot be loaded') && line.includes('none are kept'),
    ),
  )
})

test('a device that is being made while all are suspended is suspended too', async () => {
  // Whenever the suspension falls within the making.
  for (let ticks = 0; ticks < 30; ticks++) {
    const { scst, write } = liveTree()
    const made = write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
    for (let tick = 0; tick < ticks; tick++) await undefined
    await scst.suspend()
    assert.equal(await made, '0')
    const { tasks, nexuses } = scst.devices.get('d')!.lu
    const task = idleTask([...nexuses][0]!)
    assert.ok(!tasks.enter(task), `after ${ticks} ticks`)
    let started = false
    task.start = () => {
      started = true
    }
    scst.resume()
    await new Promise(setImmediate)
    assert.ok(started, `after ${ticks} ticks`)
  }
})

test('closing gives every backing file back', async () => {
  const file = join(directory.path, 'disk')
  writeFileSync(file, '')
  truncateSync(file, 65536)
  const live = liveTree()
  await live.write('handlers/vdisk_fileio/mgmt', `add_device d filename=${file}\n`)
  const { lu } = live.scst.devices.get('d')!
  assert.ok(lu.store)
  await live.scst.close()
  assert.equal(lu.store, undefined)
})

test('a device that hangs or fails is named, and keeps no other from being flushed', async () => {
  const live = liveTree()
  const flushed: string[] = []
  const flush: Record<string, () => Promise<void>> = {
    hanging: () => new Promise(() => {}),
    failing: () => Promise.reject(new Error('EIO: i/o error')),
    sound: async () => void flushed.push('sound'),
  }
  for (const [name, how] of Object.entries(flush)) {
    await live.write('handlers/vdisk_nullio/mgmt', `add_device ${name}\n`)
    live.scst.devices.get(name)!.lu.store!.flush = how
  }
  await assert.rejects(live.scst.close(0.01), Overdue)
  assert.deepEqual(flushed, ['sound'])
  assert.ok(live.log.includes('scst: ***ERROR***: hanging: not flushed after 0.01 s'))
  assert.ok(live.log.includes('scst: ***ERROR***: failing: what was written may be lost: EIO: i/o error'))
})
