import type { ByteString } from '../../lib/bytes.ts'
import { trimmed } from '../import/text.ts'
import type { Corrections } from './convert.ts'

/** `DEVICE name,path,opt|opt,blocksize,t10_dev_id` of a handler section. */
export interface DeviceLine {
  readonly name: ByteString
  readonly path: ByteString
  readonly options: readonly ByteString[]
  readonly blocksize: ByteString
  readonly t10DevId: ByteString
}

/** `isTrimmed`: blanks around a field are no part of it. */
export const parseDevice = (value: ByteString, isTrimmed = true): DeviceLine => {
  const fields = value.split(',').map((field) => (isTrimmed ? trimmed(field) : field))
  const [name = '', path = '', options = '', blocksize = '', t10DevId = ''] = fields
  const marks = options === '' ? [] : options.split('|').map((mark) => (isTrimmed ? trimmed(mark) : mark))
  return { name, path, options: marks, blocksize, t10DevId }
}

/** Options that are an attribute of their own, in both spellings. */
export const attributeOptions: Readonly<Record<string, ByteString>> = {
  WRITE_THROUGH: 'write_through',
  WT: 'write_through',
  READ_ONLY: 'read_only',
  RO: 'read_only',
  NV_CACHE: 'nv_cache',
  NV: 'nv_cache',
  REMOVABLE: 'removable',
  RM: 'removable',
}

/** Options that choose among the handlers that were one, `vdisk`; of several the first on the line decides. */
export const handlerOptions: readonly (readonly [ByteString, ByteString])[] = [
  ['NULLIO', 'vdisk_nullio'],
  ['NIO', 'vdisk_nullio'],
  ['BLOCKIO', 'vdisk_blockio'],
  ['BIO', 'vdisk_blockio'],
]

export const handlerOf = (section: ByteString, { options }: DeviceLine): ByteString => {
  if (section !== 'vdisk') return section
  const rows = options.map((option) => handlerOptions.find(([known]) => known === option))
  return rows.find((row) => row !== undefined)?.[1] ?? 'vdisk_fileio'
}

/** A `0` is as good as nothing. */
const isGiven = (field: ByteString): boolean => field !== '' && field !== '0'

export const attributesOf = (
  handler: ByteString,
  device: DeviceLine,
  corrections: Corrections,
): Map<ByteString, ByteString[]> => {
  const attributes = new Map<ByteString, ByteString[]>()
  const keepsPath = !(corrections.nullioWithoutFilename && handler === 'vdisk_nullio')
  if (isGiven(device.path) && keepsPath) attributes.set('filename', [device.path])
  for (const option of device.options) {
    const attribute = Object.hasOwn(attributeOptions, option) ? attributeOptions[option] : undefined
    if (attribute !== undefined) attributes.set(attribute, ['1'])
  }
  if (isGiven(device.blocksize)) attributes.set('blocksize', [device.blocksize])
  if (isGiven(device.t10DevId)) attributes.set('t10_dev_id', [device.t10DevId])
  if (corrections.readOnlyWithoutWriteOptions && attributes.has('read_only')) {
    attributes.delete('write_through')
    attributes.delete('nv_cache')
  }
  return attributes
}
