import type { ByteString } from '../../lib/bytes.ts'
import { isBlockDevice, placedHere, storeFault } from '../import/backing.ts'
import type { Disk } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Report } from '../import/report.ts'
import { isWritable, lowerCase, trimmed } from '../import/text.ts'
import type { Statement } from './statements.ts'

/** `Lun N k=v,k=v`, understood. */
export interface IetLun {
  readonly lun: number
  readonly disk: Omit<Disk, 'name' | 'attributes'> & { readonly attributes: Map<ByteString, ByteString> }
}

const handlers: Readonly<Record<string, ByteString>> = {
  fileio: 'vdisk_fileio',
  blockio: 'vdisk_blockio',
  nullio: 'vdisk_nullio',
}

/** From the laxest to the strictest. */
const modes: readonly string[] = ['wb', 'wt', 'ro']
const blockSizes: readonly string[] = ['512', '1024', '2048', '4096']

/** What IET gives a null device without a size. */
const nullioBytes = 64 * 2 ** 30
/** SCST's `usn` and `t10_dev_id`. */
const longestSerial = 20
const longestId = 25

/** Reads the line; undefined when it cannot become a LUN, which the report then says. */
export const readLun = (statement: Statement, report: Report, options: ImportOptions): IetLun | undefined => {
  const { place } = statement
  const [number = '', ...rest] = statement.words.slice(1).map(({ text }) => text)
  const refuse = (why: ByteString) => {
    report.rejected(place, why)
    return undefined
  }
  if (!/^\d+$/.test(number) || Number(number) > 16383) {
    return refuse(`the LUN number ${number || '(missing)'} is not within 0 to 16383`)
  }
  const fields = readFields(rest.join(' '), statement, report)
  if (fields === undefined) return refuse('Path is given twice, and it is not known which disk was served')
  const { type, path, mode, blockSize } = commonFields(fields, options)
  const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined
  if (handler === undefined) return refuse(`Type=${type} is not fileio, blockio or nullio`)
  if (mode !== '' && !modes.includes(mode)) return refuse(`IOMode=${mode} is not wb, wt or ro`)
  if (blockSize !== '' && !blockSizes.includes(blockSize)) {
    return refuse(`BlockSize=${blockSize} is not 512, 1024, 2048 or 4096`)
  }
  const fault = type === 'nullio' ? undefined : pathFault(type, path, options)
  if (fault !== undefined) return refuse(fault)
  const attributes = new Map<ByteString, ByteString>()
  if (blockSize !== '' && blockSize !== '512') attributes.set('blocksize', blockSize)
  if (type === 'fileio') writeMode(mode, attributes, statement, report)
  if (type === 'nullio') nullioSize(fields, blockSize, attributes, statement, report)
  identity(fields, attributes, statement, report, options)
  const readOnly = mode === 'ro'
  const store = type === 'nullio' ? undefined : path
  report.mapped(place, `LUN ${Number(number)} of ${handler}${readOnly ? ', read_only 1' : ''}`)
  return { lun: Number(number), disk: { handler, path: store, attributes, readOnly, place } }
}

type Fields = ReadonlyMap<ByteString, ByteString>

const known: readonly string[] = [
  'type',
  'path',
  'iomode',
  'scsiid',
  'scsisn',
  'blocksize',
  'sectors',
  'blocks',
]

/**
 * Comma separated; IET refuses the LUN for a blank or a tail comment, here they are cut and reported. Undefined: Path
 * is given twice.
 */
const readFields = (rest: ByteString, { place }: Statement, report: Report): Fields | undefined => {
  const fields = new Map<ByteString, ByteString>()
  const old = /^([^ =]+) ([^ =]+)$/.exec(rest)
  if (old) {
    report.lossy(place, undefined, 'form from before IET 0.4: `Lun N PATH TYPE`')
    return new Map([
      ['path', old[1]!],
      ['type', lowerCase(old[2]!)],
    ])
  }
  const content = rest.replace(/(?:^|[ \t])#.*$/, '')
  if (content !== rest)
    report.lossy(place, undefined, 'IET took the comment for part of the LUN and refused it')
  const parts = content.split(',')
  if (parts.some((part) => part !== trimmed(part))) {
    report.lossy(
      place,
      undefined,
      'IET refuses a LUN whose options have blanks between them; they are cut here',
    )
  }
  for (const part of parts.map(trimmed).filter((each) => each !== '')) {
    const [, key = part, value = ''] = /^([^=]*)=(.*)$/.exec(part) ?? []
    const name = lowerCase(trimmed(key))
    if (!known.includes(name))
      report.unsupported(
        place,
        `LUN option ${/^\w+$/.test(key) ? key : '(unreadable)'}: IET has none of that name`,
      )
    const earlier = fields.get(name)
    if (earlier !== undefined && name === 'path') return undefined
    fields.set(name, name === 'iomode' ? stricterMode(earlier, trimmed(value)) : trimmed(value))
    if (earlier === undefined) continue
    const counts = name === 'iomode' ? 'the stricter' : 'the last'
    report.lossy(place, undefined, `${key} is given twice; ${counts} one counts`)
  }
  return fields
}

/** IET adds marks up: `ro` is for good. What is none of them is the strictest, and refuses the LUN. */
const stricterMode = (a: ByteString | undefined, b: ByteString): ByteString => {
  if (a === undefined) return b
  const [first, second] = [a, b].map((mode) => modes.indexOf(lowerCase(mode)))
  if (first! < 0) return a
  return second! < 0 || second! > first! ? b : a
}

const commonFields = (fields: Fields, options: ImportOptions) => ({
  type: lowerCase(fields.get('type') || 'fileio'),
  path: placedHere(fields.get('path') ?? '', options),
  mode: lowerCase(fields.get('iomode') ?? ''),
  blockSize: fields.get('blocksize') ?? '',
})

const pathFault = (type: ByteString, path: ByteString, { look }: ImportOptions): ByteString | undefined => {
  if (path === '') return 'the LUN has no Path'
  const fault = storeFault(path, look)
  if (fault !== undefined) return fault
  if (type === 'blockio' && look(path) && !isBlockDevice(path, look)) {
    return `${path} is no block device and IET refuses blockio on it: use Type=fileio`
  }
  return undefined
}

/** IET writes through unless told otherwise, SCST does not: leaving it out would lose data at a power cut. */
const writeMode = (
  mode: ByteString,
  attributes: Map<ByteString, ByteString>,
  { place }: Statement,
  report: Report,
): void => {
  if (mode === 'ro') return
  attributes.set('write_through', mode === 'wb' ? '0' : '1')
  if (mode === '')
    report.madeExplicit(place, 'write_through 1', 'IET writes through without IOMode=wb; SCST caches')
}

const nullioSize = (
  fields: Fields,
  blockSize: ByteString,
  attributes: Map<ByteString, ByteString>,
  { place }: Statement,
  report: Report,
): void => {
  const blocks = fields.get('sectors') ?? fields.get('blocks')
  const bytes = Number(blocks) * Number(blockSize || 512)
  if (blocks !== undefined && Number.isSafeInteger(bytes) && bytes > 0) {
    attributes.set('size', String(bytes))
    return
  }
  attributes.set('size', String(nullioBytes))
  if (blocks === undefined) report.madeExplicit(place, `size ${nullioBytes}`, 'what IET gives a nullio LUN')
  else report.lossy(place, `size ${nullioBytes}`, `${blocks} is no number of blocks`)
}

const identity = (
  fields: Fields,
  attributes: Map<ByteString, ByteString>,
  { place }: Statement,
  report: Report,
  { preserveIdentity }: ImportOptions,
): void => {
  const id = fields.get('scsiid') ?? ''
  const serial = fields.get('scsisn') ?? ''
  const lose = (why: ByteString) =>
    preserveIdentity ? report.rejected(place, why) : report.lossy(place, undefined, why)
  const idFits = id !== '' && id.length <= longestId && !/[ =;]/.test(id) && isWritable(id)
  const serialFits = serial.length <= longestSerial && isWritable(serial)
  if (idFits) attributes.set('t10_dev_id', id)
  else if (id !== '')
    lose(`ScsiId has ${id.length} bytes or bytes that SCST cannot take; at most ${longestId} fit`)
  if (serial !== '' && serialFits) attributes.set('usn', serial)
  else if (serial !== '') lose(`ScsiSN has ${serial.length} bytes; SCST's usn holds ${longestSerial}`)
  if (!preserveIdentity) {
    report.lossy(
      place,
      undefined,
      'hosts see another vendor, product and revision than IET gave: --preserve-identity keeps them',
    )
    return
  }
  attributes.set('t10_vend_id', 'IET')
  attributes.set('prod_id', 'VIRTUAL-DISK')
  attributes.set('prod_rev_lvl', '0')
  if (idFits) {
    attributes.set('vend_specific_id', id)
    const why = `hosts that name disks by their EUI-64 first see a new one: SCST makes it of t10_dev_id; the T10 name IET ${id} stays`
    report.lossy(place, 'IET identity', why, 'error')
  } else if (id === '') {
    report.rejected(
      place,
      'IET made the SCSI ID itself, a binary hash that cannot be written as text: set ScsiId',
    )
  }
}
