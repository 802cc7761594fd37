import type { ByteString } from '../../lib/bytes.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Place, Report } from '../import/report.ts'
import { isWritable } from '../import/text.ts'
import type { ObjectReader } from './reader.ts'

const models: Readonly<Record<string, ByteString>> = {
  fileio: 'FILEIO',
  block: 'IBLOCK',
  ramdisk: 'RAMDISK-MCP',
}

interface Identified {
  readonly object: ObjectReader
  readonly plugin: ByteString
  readonly name: ByteString
  readonly place: Place
  /** The product is the object's name. */
  readonly isAliased: boolean
}

/**
 * What hosts know a LIO disk by: NAA 6001405 and the first 25 hexadecimal digits of the unit serial number,
 * a T10 name of model and serial, and the serial itself.
 */
export const identityOf = (
  { object, plugin, name, place, isAliased }: Identified,
  attributes: Map<ByteString, ByteString>,
  serials: Map<ByteString, ByteString>,
  report: Report,
  { preserveIdentity }: ImportOptions,
): void => {
  const wwn = object.text('wwn')
  if (!preserveIdentity) {
    const why = 'hosts see another serial number and id than LIO gave: --preserve-identity keeps them'
    report.lossy(wwn?.place ?? place, undefined, why)
    return
  }
  if (!wwn || wwn.value === '') {
    report.rejected(
      place,
      'the object has no wwn: LIO made a new serial at every start, so there is none to keep',
    )
    return
  }
  if (!isWritable(wwn.value) || !isWritable(name)) {
    report.rejected(wwn.place, 'the serial or the name of the object holds bytes that scst.conf cannot carry')
    return
  }
  const other = serials.get(wwn.value)
  if (other !== undefined) {
    report.rejected(wwn.place, `object ${other} has this serial too; hosts would take both for one disk`)
    return
  }
  serials.set(wwn.value, name)
  const model = isAliased ? name.slice(0, 16) : models[plugin]!
  const naa = naaOf(wwn.value)
  attributes.set('t10_vend_id', 'LIO-ORG')
  attributes.set('prod_id', model)
  attributes.set('prod_rev_lvl', '4.0')
  attributes.set('naa_id', naa)
  attributes.set('vend_specific_id', `${model}:${wwn.value}`)
  report.mapped(wwn.place, `naa_id ${naa}, T10 name ${model}:${wwn.value}`)
  if (wwn.value.length <= 20) attributes.set('usn', wwn.value)
  else
    report.lossy(
      wwn.place,
      undefined,
      `a serial of ${wwn.value.length} bytes does not fit usn (20); VPD page 80 changes`,
    )
}

const naaOf = (serial: ByteString): ByteString =>
  `0x6001405${serial
    .replace(/[^0-9a-fA-F]/g, '')
    .toLowerCase()
    .slice(0, 25)
    .padEnd(25, '0')}`
