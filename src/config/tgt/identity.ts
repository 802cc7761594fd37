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
  readonly place: Place
}

/** What hosts know a tgt disk by: an NAA name made of the hexadecimal digits of `scsi_id`, and a T10 name. */
export const writeIdentity = (
  of: Identified,
  attributes: Map<ByteString, ByteString>,
  report: Report,
): void => {
  const vendor = (of.vendor ?? 'IET').slice(0, 8)
  const id = (of.id ?? `IET     ${fourDigits(of.tid)}${fourDigits(of.lun)}`).slice(0, 36)
  const naa = naaOf(id)
  attributes.set('t10_vend_id', vendor)
  attributes.set('prod_id', of.product ?? (of.isCd ? 'VIRTUAL-CDROM' : 'VIRTUAL-DISK'))
  attributes.set('prod_rev_lvl', of.revision ?? '0001')
  attributes.set('naa_id', naa)
  if (id.slice(0, 8) === vendor.padEnd(8) && id.length > 8) {
    attributes.set('vend_specific_id', id.slice(8).replace(/[ \t]+$/, ''))
  } else
    report.rejected(
      of.place,
      `the T10 name ${id} does not begin with the vendor and cannot be written; the NAA name is kept`,
    )
  const serial = of.serial ?? `beaf${of.tid}${of.lun}`
  if (serial.length <= 20) attributes.set('usn', serial)
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
