import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { run } from '../support/programs.ts'
import { LIBISCSI, missing, QEMU } from '../support/requirements.ts'
import { type Served, type ServedOptions, serve, TARGET } from '../support/target.ts'

/** libiscsi and qemu-img, as Debian has them, against our daemon. */
const MiB = 1 << 20
const SIZE = 256 * MiB

const ACCOUNTS = ['IncomingUser "joe joes-long-secret"', 'OutgoingUser "jim jims-long-secret"']
const MUTUAL = 'target_user=jim&target_password=jims-long-secret'

const initiators = { skip: missing(...LIBISCSI) }
const images = { skip: missing(...QEMU) }

async function served(options: ServedOptions, body: (target: Served) => Promise<void>): Promise<void> {
  const target = await serve(options)
  try {
    await body(target)
  } finally {
    await target.stop()
    target.remove()
  }
}

async function good(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const result = await run(command, args, { env })
  assert.equal(result.exit, 0, `${command} ${args.join(' ')}: ${result.stdout}${result.stderr}`)
  return result.stdout
}

test('iscsi-ls shows the target, its portal and its LUNs', initiators, () =>
  served({ disks: 2, size: SIZE }, async (target) => {
    const list = await good('iscsi-ls', ['-s', `iscsi://127.0.0.1:${target.port}/`])
    assert.match(list, new RegExp(`^Target:${TARGET} Portal:127.0.0.1:${target.port},1$`, 'm'))
    assert.match(list, /^Lun:0 +Type:DIRECT_ACCESS \(Size:255M\)$/m)
    assert.match(list, /^Lun:1 +Type:DIRECT_ACCESS \(Size:255M\)$/m)
  }),
)

test('iscsi-inq reads the standard data and each page', initiators, () =>
  served({}, async (target) => {
    const standard = await good('iscsi-inq', [target.url(0)])
    assert.match(standard, /Peripheral Device Type:DIRECT_ACCESS/)
    assert.match(standard, /Vendor:SCST_FIO/)
    assert.match(standard, /Product:disk0/)
    const page = (lun: number, code: number) =>
      good('iscsi-inq', ['-e', '1', '-c', String(code), target.url(lun)])
    for (const code of [0x00, 0x80, 0x83, 0xb0, 0xb1]) await page(0, code)
    await target.sysfs.write(
      'handlers/vdisk_fileio/mgmt',
      `add_device thin filename=${target.file(0)}; thin_provisioned=1\n`,
    )
    await target.sysfs.write(`targets/iscsi/${TARGET}/luns/mgmt`, 'add thin 1\n')
    assert.match(await page(1, 0xb2), /Page:0xb2|LOGICAL_BLOCK_PROVISIONING|lbpu/i)
    const serial = await page(0, 0x80)
    const number = (await target.sysfs.read('devices/disk0/usn')).trim()
    assert.match(serial, new RegExp(`Unit Serial Number:\\[${number}\\]`))
  }),
)

test('a random image goes to the LUN and comes back', images, () =>
  served({ size: SIZE }, async (target) => {
    const image = join(target.directory, 'image')
    writeRandom(image, SIZE)
    await toLun(image, target.url(0))
    await fromLun(target.url(0), join(target.directory, 'back'))
    assert.equal(await sha256(join(target.directory, 'back')), await sha256(image))
  }),
)

test('what an initiator wrote is in the file after SIGTERM', images, () =>
  served({ size: 32 * MiB }, async (target) => {
    const image = join(target.directory, 'image')
    writeRandom(image, 32 * MiB)
    await toLun(image, target.url(0))
    assert.equal(await target.stop('SIGTERM'), 0)
    assert.equal(await sha256(target.file(0)), await sha256(image))
  }),
)

test('two sessions at once', images, () =>
  served({ disks: 2, size: SIZE }, async (target) => {
    const image = (lun: number) => join(target.directory, `image${lun}`)
    await Promise.all([0, 1].map(async (lun) => writeRandom(image(lun), SIZE)))
    await Promise.all([0, 1].map((lun) => toLun(image(lun), target.url(lun))))
    for (const lun of [0, 1]) assert.equal(await sha256(target.file(lun)), await sha256(image(lun)))
  }),
)

test('with header digests', images, () =>
  served(
    { size: 64 * MiB, target: ['HeaderDigest "CRC32C,None"', 'DataDigest "CRC32C,None"'] },
    async (target) => {
      const image = join(target.directory, 'image')
      writeRandom(image, 64 * MiB)
      const options = [
        'driver=iscsi',
        'transport=tcp',
        `portal=127.0.0.1:${target.port}`,
        `target=${TARGET}`,
        'lun=0',
      ]
      const disk = [...options, 'header-digest=crc32c'].join(',')
      await good('qemu-img', ['convert', '-n', '-f', 'raw', image, '--target-image-opts', disk])
      assert.equal(await sha256(target.file(0)), await sha256(image))
    },
  ),
)

test('CHAP: the right secret is let in, both ways', { skip: missing(...LIBISCSI, ...QEMU) }, () =>
  served({ size: 32 * MiB, target: ACCOUNTS }, async (target) => {
    const image = join(target.directory, 'image')
    writeRandom(image, 32 * MiB)
    await toLun(image, target.url(0, { user: 'joe%joes-long-secret' }))
    assert.equal(await sha256(target.file(0)), await sha256(image))
    await good('iscsi-inq', [target.url(0, { user: 'joe%joes-long-secret', query: MUTUAL })])
  }),
)

test('CHAP: a wrong secret, no secret and an impostor of the target are refused', initiators, () =>
  served({ target: ACCOUNTS }, async (target) => {
    const refused = async (options: Parameters<Served['url']>[1]) => {
      const result = await run('iscsi-inq', [target.url(0, options)])
      assert.notEqual(result.exit, 0, `${JSON.stringify(options)} was let in`)
    }
    await refused({ user: 'joe%not-the-secret-at-all' })
    await refused({ user: 'jack%joes-long-secret' })
    await refused({})
    await refused({ user: 'joe%joes-long-secret', query: MUTUAL.replace('jims', 'johns') })
    assert.doesNotMatch(target.log(), /long-secret|not-the-secret/)
    await good('iscsi-inq', [target.url(0, { user: 'joe%joes-long-secret' })])
  }),
)

const toLun = (file: string, url: string) =>
  good('qemu-img', ['convert', '-n', '-f', 'raw', '-O', 'raw', file, url])
const fromLun = (url: string, file: string) =>
  good('qemu-img', ['convert', '-f', 'raw', '-O', 'raw', url, file])

/** Random data that is made fast: a random mebibyte, each repetition with its number over it. */
function writeRandom(file: string, size: number): void {
  const piece = randomBytes(MiB)
  const out = openSync(file, 'w')
  for (let at = 0; at < size; at += MiB) {
    for (let sector = 0; sector < MiB; sector += 512) piece.writeUInt32LE(at + sector, sector)
    writeSync(out, piece)
  }
  closeSync(out)
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: MiB })) hash.update(chunk)
  return hash.digest('hex')
}
