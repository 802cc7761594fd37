import type { ByteString } from '../../lib/bytes.ts'
import type { Place, Report } from '../import/report.ts'

/** What the file says of a LUN's identity, and where tgt put it. */
export interface Identified {
  readonly id: ByteString | undefined
  readonly serial: ByteString | undefined
  readonly vendor: ByteString | undefined
  readonly product: ByteString | undefined
  readonly revision: ByteString | undefined
  readonly tid: number
  readonly lun: number
  readonly isCd: boolean
  /** What the file does not say was copied from a disk, and is not known. */
  readonly isCopied: boolean
  readonly place: Place
}

/** What hosts know a tgt disk by: an NAA name made of the hexadecimal digits of `scsi_id`, and a T10 name. */
export const writeIdentity = (
  of: Identified,
  attributes: Map<ByteString, ByteString>,
  report: Report,
): void => {
  const known = (value: ByteString | undefined, usual: ByteString) =>
    value ?? (of.isCopied ? undefined : usual)
  const write = (attribute: ByteString, value: ByteString | undefined) =>
    value === undefined || attributes.set(attribute, value)
  const vendor = known(of.vendor, 'IET')?.slice(0, 8)
  const id = (of.id ?? `IET     ${fourDigits(of.tid)}${fourDigits(of.lun)}`).slice(0, 36)
  const naa = naaOf(id)
  write('t10_vend_id', vendor)
  write('prod_id', known(of.product, of.isCd ? 'VIRTUAL-CDROM' : 'VIRTUAL-DISK'))
  write('prod_rev_lvl', known(of.revision, '0001'))
  write('naa_id', naa)
  if (id.slice(0, 8) === vendor?.padEnd(8) && id.length > 8) {
    attributes.set('vend_specific_id', id.slice(8).replace(/[ \t]+$/, ''))
  } else
    report.rejected(
      of.place,
      `the T10 name ${id} does not begin with the vendor and cannot be written; the NAA name is kept`,
    )
  const serial = known(of.serial, `beaf${of.tid}${of.lun}`)
  if (serial === undefined || serial.length <= 20) write('usn', serial)
  else report.rejected(of.place, `a serial of ${serial.length} bytes does not fit usn, which holds 20`)
  report.mapped(of.place, `naa_id ${naa}`)
}

/** Every byte is one digit, 0 where it is none; the last 32 count, and the first of these becomes a 6. */
const naaOf = (id: ByteString): ByteString => {
  const digits = id
    .replace(/[^0-9a-fA-F]/gs, '0')
    .toLowerCase()
    .slice(-32)
    .padStart(32, '0')
  return `0x6${digits.slice(1)}`
}

const fourDigits = (value: number): ByteString => value.toString(16).padStart(4, '0')
