import type { Device } from '../core/device.ts'
import { MAX_T10_DEV_ID } from '../core/identity.ts'
import type { ByteString } from '../lib/bytes.ts'
import { line } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { trimBlanks } from '../lib/words.ts'
import type { Identity } from '../scsi/logical-unit.ts'
import { type Attribute, valueLine } from './attribute.ts'
import type { DeviceRows } from './devices.ts'

type TextField = { [K in keyof Identity]: Identity[K] extends ByteString ? K : never }[keyof Identity]
type BytesField = Exclude<keyof Identity, TextField>

/** What initiators know the device by has changed. */
function tell(device: Device, name: ByteString): void {
  const { lu, marked, scst } = device
  marked.add(name)
  lu.raise('INQUIRY DATA HAS CHANGED')
  scst.copyManager.identityChanged(device)
}

interface TextRow {
  readonly name: ByteString
  readonly field: TextField
  /** In bytes. */
  readonly max: number
  /** What the log says of a longer one; nothing when absent. */
  readonly tooLong?: ByteString
  /** A key when it is not empty; otherwise whenever it was set. */
  readonly keyWhenSet?: boolean
}

const text = ({ name, field, max, tooLong, keyWhenSet = false }: TextRow): Attribute<Device> => ({
  mode: 0o644,
  show({ lu: { identity }, marked }) {
    return valueLine(identity[field], keyWhenSet ? identity[field] !== '' : marked.has(name))
  },
  store(device, written) {
    const value = line(written)
    if (value.length > max) {
      if (!tooLong) throw new Refusal('EINVAL')
      refuse(device.scst.log.for('dev_vdisk'), 'EINVAL', tooLong)
    }
    device.lu.identity[field] = value
    tell(device, name)
  },
})

interface IdRow {
  readonly name: ByteString
  readonly field: 't10DevId' | 'usn'
  readonly max: number
  /** In the words of the log. */
  readonly called: ByteString
}

/** Here the whole write counts, its newline allowed for. */
const id = ({ name, field, max, called }: IdRow): Attribute<Device> => ({
  mode: 0o644,
  show: ({ lu: { identity }, marked }) => valueLine(identity[field], marked.has(name)),
  store(device, written) {
    const log = device.scst.log.for('dev_vdisk')
    const shared = name === 't10_dev_id' && device.lu.clusterMode
    if (shared) throw new Refusal('EPERM')
    const room = written.endsWith('\n') ? max + 1 : max
    if (written.length > room) refuse(log, 'EINVAL', `${called} is too long (max ${max} characters)`)
    const value = line(written)
    device.lu.identity[field] = value
    log.info(`${called} for device ${device.name} changed to ${value}`)
    tell(device, name)
  },
})

/** Hexadecimal digits for a whole designator, or none at all. */
const designator = (name: ByteString, field: BytesField, valid: RegExp): Attribute<Device> => ({
  mode: 0o644,
  show({ lu: { identity } }) {
    const bytes = identity[field]
    return valueLine(bytes.length > 0 ? `0x${Buffer.from(bytes).toString('hex')}` : '', bytes.length > 0)
  },
  store(device, written) {
    const digits = trimBlanks(written).replace(/^0x/, '')
    if (!valid.test(digits)) throw new Refusal('EINVAL')
    device.lu.identity[field] = new Uint8Array(Buffer.from(digits, 'hex'))
    tell(device, name)
  },
})

const EUI64 = /^([0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32})?$/i
/** NAA formats 2, 3 and 5 have 8 bytes, 6 has 16 (SPC-4 §7.8.6.6). */
const NAA = /^([235][0-9a-f]{15}|6[0-9a-f]{31})?$/i

export const identityAttributes: DeviceRows = {
  eui64_id: ['FBNC', designator('eui64_id', 'eui64Id', EUI64)],
  inq_vend_specific: [
    'FBNC',
    text({ name: 'inq_vend_specific', field: 'inqVendSpecific', max: 160, keyWhenSet: true }),
  ],
  naa_id: ['FBNC', designator('naa_id', 'naaId', NAA)],
  prod_id: [
    'FBNC',
    text({
      name: 'prod_id',
      field: 'prodId',
      max: 16,
      tooLong: 'Product id is too long (max 17 characters)',
    }),
  ],
  prod_rev_lvl: [
    'FBNC',
    text({
      name: 'prod_rev_lvl',
      field: 'prodRevLvl',
      max: 4,
      tooLong: 'Product revision level is too long (max 5 characters)',
    }),
  ],
  scsi_device_name: [
    'FBNC',
    text({
      name: 'scsi_device_name',
      field: 'scsiDeviceName',
      max: 256,
      tooLong: 'SCSI device namel is too long (max 257 characters)',
      keyWhenSet: true,
    }),
  ],
  t10_dev_id: [
    'FBNC',
    id({ name: 't10_dev_id', field: 't10DevId', max: MAX_T10_DEV_ID, called: 'T10 device id' }),
  ],
  t10_vend_id: [
    'FBNC',
    text({
      name: 't10_vend_id',
      field: 't10VendId',
      max: 8,
      tooLong: 'T10 vendor id is too long (max 9 characters)',
    }),
  ],
  usn: ['FBNC', id({ name: 'usn', field: 'usn', max: 20, called: 'USN' })],
  vend_specific_id: [
    'FBNC',
    text({
      name: 'vend_specific_id',
      field: 'vendSpecificId',
      max: 128,
      tooLong: 'Vendor specific id is too long (max 128 characters)',
    }),
  ],
}
