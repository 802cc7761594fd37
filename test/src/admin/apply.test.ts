import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyConfiguration, checkConfiguration } from '../../../src/admin/apply.ts'
import type { Sysfs } from '../../../src/sysfs/sysfs.ts'
import { apply, changesOf, runOn, withFile } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

const DISKS = `HANDLER vdisk_nullio {
	DEVICE n1
	DEVICE n2
}
`
const SERVED = `${DISKS}
TARGET_DRIVER iscsi {
	enabled 1

	TARGET iqn.t {
		enabled 1
		LUN 0 n1
	}
}
`

test('a file becomes a running system, line by line, and then nothing is left to do', async () => {
  const { tree, read } = liveTree()
  const ran = await apply(tree, SERVED)
  assert.equal(
    ran.stdout,
    `	-> Opening device 'n1' using handler 'vdisk_nullio': done.
	-> Opening device 'n2' using handler 'vdisk_nullio': done.
	-> Creating target 'iqn.t' for driver 'iscsi': done.
	-> Adding device 'n1' at LUN 0 to driver/target 'iscsi/iqn.t': done.
	-> Enabling driver/target 'iscsi/iqn.t': done.
	-> Enabling driver 'iscsi': done.
	-> Done, 6 change(s) made.

All done.
`,
  )
  assert.equal(ran.status, 0)
  assert.equal(await read('targets/iscsi/iqn.t/enabled'), '1\n')
  assert.equal(changesOf(await apply(tree, SERVED)), 0)
  assert.equal(changesOf(await apply(tree, SERVED, { force: true })), 0)
})

test('one -force run reaches the file, whatever ran before', async () => {
  const { tree, names } = liveTree()
  await apply(
    tree,
    `${DISKS}HANDLER vdisk_fileio {
}
TARGET_DRIVER iscsi {
	IncomingUser "joe twelve-bytes-long"
	TARGET iqn.old {
		enabled 1
		LUN 0 n2
		GROUP g {
			LUN 0 n1
			INITIATOR iqn.i
		}
	}
}
DEVICE_GROUP dg {
	DEVICE n1
	TARGET_GROUP tg {
		TARGET iqn.old
	}
}
`,
  )
  await apply(tree, SERVED, { force: true })
  assert.deepEqual(
    await names('targets/iscsi').then((all) => all.filter((name) => name.startsWith('iqn.'))),
    ['iqn.t'],
  )
  assert.ok(!(await names('targets/iscsi')).includes('IncomingUser'))
  assert.deepEqual(await names('device_groups'), ['mgmt'])
  assert.equal(changesOf(await apply(tree, SERVED, { force: true })), 0)
})

test('a device that differs is rebuilt together with its LUNs', async () => {
  const { tree, read, names } = liveTree()
  await apply(tree, SERVED)
  const changed = SERVED.replace('DEVICE n1', 'DEVICE n1 {\n\t\tblocksize 4096\n\t}')
  const reported = await apply(tree, changed)
  assert.match(
    reported.stdout,
    /Device 'n1' is configured differently\.\n\t {2}-> Use -force to re-open device/,
  )
  assert.equal(changesOf(reported), 0)
  await apply(tree, changed, { force: true })
  assert.equal(await read('devices/n1/blocksize'), '4096\n[key]\n')
  assert.deepEqual(await names('targets/iscsi/iqn.t/luns'), ['0', 'mgmt'])
  assert.equal(changesOf(await apply(tree, changed, { force: true })), 0)
})

test('in strict mode the driver that is not named "is disabled", and the copy manager is superfluous', async () => {
  const { tree, write, read } = liveTree()
  await write('targets/iscsi/enabled', '1')
  const file = `${DISKS}TARGET_DRIVER iscsi {\n}\n`
  const ran = await apply(tree, file, { compatibility: 'strict' })
  assert.match(ran.stdout, /\t-> Disabling driver 'iscsi': done\.\n/)
  assert.match(ran.stdout, /'copy_manager_tgt' for driver 'copy_manager' is not in configuration/)
  assert.equal(changesOf(ran), 3)
  assert.equal(await read('targets/iscsi/enabled'), '1\n\n')
})

test('an error stops the run and standard error accounts for what is done and what is not', async () => {
  const { tree } = liveTree()
  const ran = await apply(
    tree,
    `HANDLER vdisk_fileio {\n\tDEVICE f {\n\t\tfilename /nonexistent\n\t}\n}\nHANDLER vdisk_nullio {\n\tDEVICE n1\n}\nHANDLER vcdrom {\n\tDEVICE c\n}\n`,
  )
  assert.equal(ran.status, 1)
  assert.match(
    ran.stdout,
    /\n\nFATAL: Received the following error:\n\n\tA fatal error occurred\. See "dmesg" for/,
  )
  assert.equal(
    ran.stderr,
    `Stopped half-way. Done: 1 change(s), not done: 1.
  done:     Opening device 'c' using handler 'vcdrom'
  failed:   Opening device 'f' using handler 'vdisk_fileio'
  not done: Opening device 'n1' using handler 'vdisk_nullio'
`,
  )
})

test('so it does when a queued write fails before the system is looked at', async () => {
  const ran = await apply(
    liveTree().tree,
    `HANDLER vdisk_fileio {\n\tDEVICE f {\n\t\tfilename /nonexistent\n\t\tusn 1\n\t}\n\tDEVICE g {\n\t\tfilename /x\n\t}\n}\n`,
  )
  assert.equal(
    ran.stderr,
    `Stopped half-way. Done: 0 change(s), not done: 2.
  failed:   Opening device 'f' using handler 'vdisk_fileio'
  not done: Setting device attribute 'usn' to value '1' for device 'f'
  not done: Opening device 'g' using handler 'vdisk_fileio'
`,
  )
})

test('an interrupt ends the run at the next step', async () => {
  const { tree } = liveTree()
  const ran = await withFile(SERVED, (file) =>
    runOn(tree, async (run) => {
      void run.interrupt()
      return await applyConfiguration(run, file)
    }),
  )
  assert.match(ran.stdout, /\n\nAborting immediately\.\n$/)
  assert.equal(ran.status, 1)
})

test('and so it does when the tree goes away', async () => {
  const { tree } = liveTree()
  const loss = new Error('lost the connection')
  let stderr = ''
  await withFile(SERVED, (file) =>
    runOn(new Dying(tree, 3, loss), async (run) => {
      run.terminal.err = (text) => {
        stderr += text
      }
      await assert.rejects(applyConfiguration(run, file), loss)
      return 1
    }),
  )
  assert.equal(
    stderr,
    `Stopped half-way. Done: 3 change(s), not done: 3.
  done:     Opening device 'n1' using handler 'vdisk_nullio'
  done:     Opening device 'n2' using handler 'vdisk_nullio'
  done:     Creating target 'iqn.t' for driver 'iscsi'
  not done: Adding device 'n1' at LUN 0 to driver/target 'iscsi/iqn.t'
  not done: Enabling driver/target 'iscsi/iqn.t'
  not done: Enabling driver 'iscsi'
`,
  )
})

test('with -cont_on_err it is one line, and only what was done counts', async () => {
  const { tree } = liveTree()
  const file = `HANDLER vdisk_fileio {\n\tDEVICE f\n}\nHANDLER vdisk_nullio {\n\tDEVICE n1\n}\n`
  const ran = await apply(tree, file, { continueOnError: true })
  assert.match(
    ran.stdout,
    /'vdisk_fileio': done\.\nFailed to open device\. See "dmesg" for more information\.\n/,
  )
  assert.equal(changesOf(ran), 1)
  assert.equal(
    changesOf(await apply(liveTree().tree, file, { continueOnError: true, compatibility: 'strict' })),
    2,
  )
})

test('-force asks first', async () => {
  const { tree, names } = liveTree()
  const ran = await withFile(DISKS, (file) =>
    runOn(tree, (run) => applyConfiguration(run, file), { force: true, input: 'no\n' }),
  )
  assert.match(
    ran.stdout,
    /are you sure you wish to continue \(y\/\[n\]\) \? Aborting action\.\n\nAll done\.\n$/,
  )
  assert.equal(ran.status, 0)
  assert.deepEqual(await names('devices'), [])
})

test('an empty file is left alone, a missing one is an error', async () => {
  const { tree } = liveTree()
  const empty = await apply(tree, '# nothing\n', { force: true })
  assert.match(empty.stdout, /-> WARNING: Configuration is empty or unreadable, aborting\.\n\n$/)
  assert.equal(empty.status, 0)
  const missing = await runOn(tree, (run) => applyConfiguration(run, '/nonexistent/scst.conf'))
  assert.match(
    missing.stdout,
    /Unable to open configuration file '\/nonexistent\/scst.conf': No such file or dir/,
  )
  assert.equal(missing.status, 1)
})

test('-check_config only looks', async () => {
  const { tree, names } = liveTree()
  const ran = await withFile('HANDLER vdisk_nullio {\n\tDEVICE a/b\n}\n', (file) =>
    runOn(tree, (run) => checkConfiguration(run, file)),
  )
  assert.match(ran.stdout, /may not contain character '\/'\.\n\t-> Done, 1 errors found\.\n\nAll done\.\n$/)
  assert.equal(ran.status, 1)
  assert.deepEqual(await names('devices'), [])
})

test('cluster mode of running devices can be left as it is', async () => {
  const { tree } = liveTree()
  await apply(tree, DISKS)
  const clustered = DISKS.replace('DEVICE n1', 'DEVICE n1 {\n\t\tcluster_mode 1\n\t}')
  assert.match((await apply(tree, clustered)).stdout, /configured differently/)
  const left = await apply(tree, clustered, { force: true, preserveClusterMode: true })
  assert.equal(changesOf(left), 0)
})

test('declined, a run past errors keeps their status', async () => {
  const errors = 'HANDLER vdisk_nullio {\nDEVICE a/b\n}\n'
  const options = { force: true, continueOnError: true, input: 'n\n' }
  assert.equal((await apply(liveTree().tree, errors, options)).status, 1)
})

/** A tree that answers some writes and then nothing any more, as a daemon that was killed. */
class Dying implements Sysfs {
  readonly #tree: Sysfs
  #writes: number
  readonly #loss: Error

  constructor(tree: Sysfs, writes: number, loss: Error) {
    this.#tree = tree
    this.#writes = writes
    this.#loss = loss
  }

  list = async (path: string) => this.#alive().list(path)
  stat = async (path: string) => this.#alive().stat(path)
  read = async (path: string) => this.#alive().read(path)
  readlink = async (path: string) => this.#alive().readlink(path)
  snapshot = async (path: string) => this.#alive().snapshot(path)

  async write(path: string, text: string): Promise<void> {
    this.#writes -= 1
    await this.#alive().write(path, text)
  }

  #alive(): Sysfs {
    if (this.#writes < 0) throw this.#loss
    return this.#tree
  }
}
