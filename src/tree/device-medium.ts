import type { Device } from '../core/device.ts'
import { geometry } from '../core/handlers/create.ts'
import type { ByteString } from '../lib/bytes.ts'
import { leadingDecimal } from '../lib/readers.ts'
import { negativeErrno, Refusal, refuse } from '../lib/refusal.ts'
import { trimBlanks } from '../lib/words.ts'
import { type Attribute, fixed, Queued, valueLine } from './attribute.ts'
import type { DeviceRows } from './devices.ts'

const logOf = (device: Device) => device.scst.log.for('dev_vdisk')

const showFilename = ({ filename, lu }: Device): ByteString =>
  filename === undefined || lu.ejected ? 'none\n\n' : `${filename}\n[key]\n\n`

/** A disk's file: only the name changes, and only while the store is closed. */
const filename: Attribute<Device> = {
  mode: 0o644,
  show: showFilename,
  store: (device, text) =>
    new Queued(() => {
      const log = logOf(device)
      if (device.active) {
        const why = "can't change the filename because the device is still active"
        refuse(log, 'EINVAL', `vdev ${device.name}: ${why}`)
      }
      const path = trimBlanks(text)
      if (path === '') refuse(log, 'EINVAL', 'Filename is missing')
      if (!path.startsWith('/')) refuse(log, 'EINVAL', `Path "${path}" is not absolute`)
      device.filename = path
      log.info(`vdev ${device.name}: changed filename into "${path}"`)
    }),
}

/** What lies in a drive; an initiator may have ejected it. */
const medium: Attribute<Device> = {
  mode: 0o644,
  show: showFilename,
  store: (device, text) => new Queued(() => changeMedium(device, trimBlanks(text))),
}

async function changeMedium(device: Device, path: ByteString): Promise<void> {
  const log = logOf(device)
  if (path !== '' && !path.startsWith('/')) refuse(log, 'EINVAL', `File path "${path}" is not absolute`)
  if (device.lu.preventing.size > 0) throw new Refusal('EBUSY')
  try {
    await device.changeMedium(path === '' ? undefined : path)
  } catch (error) {
    log.error(`opening ${path} failed: ${negativeErrno(error)}`)
    throw error
  }
  if (path === '') log.info(`Removed media from SCSI target virtual cdrom ${device.name}`)
  else log.info(`Changed SCSI target virtual cdrom ${device.name} (file="${path}", ${geometry(device)})`)
}

const bytes = ({ size }: Device): bigint => size
const mebibytes = ({ size }: Device): bigint => size >> 20n

const ALL_MEBIBYTES = (1n << 44n) - 1n

/** Blockio and nullio: the size is what is written, whatever the store has. A refused one is announced as well. */
const sized = (
  show: (device: Device) => ByteString,
  toBytes: (written: bigint) => bigint,
): Attribute<Device> => ({
  mode: 0o644,
  show,
  store: (device, text) =>
    new Queued(() => {
      const written = leadingDecimal(text)
      if (written === undefined) throw new Refusal('EINVAL')
      const size = toBytes(BigInt.asUintN(64, written))
      if (size % BigInt(device.lu.options.blockSize) !== 0n) {
        if (device.lu.store) device.lu.raise('CAPACITY DATA HAS CHANGED')
        throw new Refusal('EINVAL')
      }
      device.resize(size)
    }),
})

const writableSize = sized(
  ({ size, handler }) => {
    const isDefault = handler.name === 'vdisk_nullio' && size === BigInt(handler.size)
    return valueLine(size, !isDefault)
  },
  (written) => written,
)

const writableSizeMb = sized(
  (device) => valueLine(mebibytes(device), false),
  (written) => {
    if (written > ALL_MEBIBYTES) throw new Refusal('EINVAL')
    return written << 20n
  },
)

const resyncSize: Attribute<Device> = {
  mode: 0o200,
  store: (device) =>
    new Queued(async () => {
      const { lu, name } = device
      if (!lu.store) throw new Refusal('EMEDIUMTYPE')
      const size = await lu.store.measure()
      if (size === lu.size) {
        logOf(device).info(`Size of virtual disk ${name} remained the same`)
        return
      }
      device.resize(BigInt(size))
      logOf(device).info(`New size of SCSI target virtual disk ${name} (${geometry(device)})`)
    }),
}

export const mediumAttributes: DeviceRows = {
  filename: [
    ['FB', filename],
    ['C', medium],
  ],
  resync_size: ['FB', resyncSize],
  size: [
    ['FC', fixed(bytes, () => true)],
    ['BN', writableSize],
  ],
  size_mb: [
    ['FC', fixed(mebibytes)],
    ['BN', writableSizeMb],
  ],
}
