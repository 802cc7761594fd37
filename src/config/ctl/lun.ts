import type { ByteString } from '../../lib/bytes.ts'
import { placedHere, storeFault } from '../import/backing.ts'
import { type Claim, judgeClaims } from '../import/claims.ts'
import type { Disk } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Outcome, Place, Report } from '../import/report.ts'
import { isWritable } from '../import/text.ts'
import type { Statement } from './parser.ts'

/** Statements of a lun block with the place of the block itself. */
export interface LunBlock {
  readonly name: ByteString
  readonly place: Place
  readonly statements: readonly Statement[]
  /** Of a LUN written inside a target: its name to hosts. */
  readonly scsiName: ByteString | undefined
}

const factors: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 }

/** Decimal or `0x`, with a suffix that counts in 1024; undefined when it is no number. */
export const sizeOf = (text: ByteString): number | undefined => {
  const found = /^(0x[0-9a-f]+|\d+)([kmgtpe]?)$/i.exec(text)
  if (!found) return undefined
  const size = Number(found[1]) * 1024 ** (factors[found[2]!.toLowerCase()] ?? 0)
  return Number.isSafeInteger(size) ? size : undefined
}

export const readLun = (block: LunBlock, report: Report, options: ImportOptions): Disk | undefined =>
  new LunReader(block, report, options).read()

class LunReader {
  readonly #block: LunBlock
  readonly #report: Report
  readonly #options: ImportOptions
  readonly #attributes = new Map<ByteString, ByteString>()
  readonly #seen = new Map<ByteString, Statement>()
  readonly #optionPlaces = new Map<ByteString, ByteString>()
  readonly #claims: Claim[] = []
  #readOnly = false
  #isRefused = false

  constructor(block: LunBlock, report: Report, options: ImportOptions) {
    this.#block = block
    this.#report = report
    this.#options = options
  }

  read(): Disk | undefined {
    for (const statement of this.#block.statements) this.#remember(statement)
    const backend = this.#textOf('backend') ?? 'block'
    const type = this.#deviceType()
    const path = this.#path(backend)
    this.#size(backend, path, this.#blockSize(type))
    this.#identity(type)
    for (const statement of this.#block.statements)
      if (statement.keyword === 'option') this.#option(statement)
    this.#thin(backend, type)
    const handler = this.#handler(backend, type, path)
    const parts = this.#block.statements.map(({ place }) => place)
    if (this.#isRefused || handler === undefined) {
      for (const place of parts) this.#report.undone(place, 'of a LUN that is left out')
      this.#report.undone(this.#block.place, 'the LUN is left out')
      return undefined
    }
    if (handler === 'vdisk_fileio' && !this.#readOnly && !this.#attributes.has('write_through')) {
      this.#attributes.set('write_through', '0')
    }
    const isCached = this.#attributes.get('write_through') !== '1'
    const canCache = handler === 'vdisk_fileio' || (handler === 'vdisk_blockio' && !isCached)
    if (this.#readOnly || !canCache) this.#attributes.delete('write_through')
    const written = this.#readOnly ? new Map([...this.#attributes, ['read_only', '1']]) : this.#attributes
    judgeClaims(this.#claims, written, this.#report)
    this.#report.mapped(this.#block.place, `device of ${handler}${this.#readOnly ? ', read_only 1' : ''}`)
    return {
      handler,
      path: handler === 'vdisk_nullio' ? undefined : path,
      attributes: this.#attributes,
      readOnly: this.#readOnly && handler !== 'vcdrom',
      name: this.#block.name,
      place: this.#block.place,
      parts,
    }
  }

  #remember(statement: Statement): void {
    const { keyword, place } = statement
    if (keyword === 'option') return
    if (this.#seen.has(keyword)) this.#refuse(place, `${keyword} stands here twice`)
    this.#seen.set(keyword, statement)
    if (keyword === 'ctl-lun')
      this.#report.unsupported(place, 'the number of the LUN in CTL has no like in SCST')
  }

  #textOf(keyword: string): ByteString | undefined {
    return this.#seen.get(keyword)?.values[0]?.text
  }

  #place(keyword: string): Place {
    return this.#seen.get(keyword)?.place ?? this.#block.place
  }

  #refuse(place: Place, why: ByteString): void {
    this.#isRefused = true
    this.#report.rejected(place, why)
  }

  #deviceType(): 'disk' | 'cd' {
    const type = this.#textOf('device-type')
    if (type === undefined || /^(?:disk|direct|0)$/i.test(type)) {
      if (type !== undefined) this.#report.mapped(this.#place('device-type'), 'a disk')
      return 'disk'
    }
    if (/^(?:cd|cdrom|dvd|dvdrom|5)$/i.test(type)) this.#report.mapped(this.#place('device-type'), 'vcdrom')
    else this.#refuse(this.#place('device-type'), `device-type ${type} has no like in SCST`)
    return 'cd'
  }

  #path(backend: ByteString): ByteString | undefined {
    const given = this.#textOf('path')
    const path = given === undefined ? undefined : placedHere(given, this.#options)
    if (backend !== 'block') {
      if (path !== undefined) this.#report.ignored(this.#place('path'), 'a RAM disk has none')
      return undefined
    }
    const fault = path === undefined ? 'the LUN has no path' : storeFault(path, this.#options.look)
    if (fault !== undefined) this.#refuse(this.#place('path'), fault)
    else if (
      path === given &&
      path!.startsWith('/dev/') &&
      !path!.startsWith('/dev/zvol/') &&
      !this.#options.look(path!)
    ) {
      this.#report.lossy(this.#place('path'), `filename ${path}`, 'a device name of FreeBSD: check the path')
    } else this.#report.mapped(this.#place('path'), `filename ${path}`)
    return path
  }

  #blockSize(type: 'disk' | 'cd'): number {
    const text = this.#textOf('blocksize')
    const size = text === undefined ? 512 : (sizeOf(text) ?? 0)
    if (text === undefined) return type === 'cd' ? 2048 : 512
    if (size < 512 || !Number.isInteger(Math.log2(size)))
      this.#refuse(this.#place('blocksize'), `${text} is no block size`)
    else {
      if (size !== 512 && type === 'disk') this.#attributes.set('blocksize', String(size))
      this.#report.mapped(this.#place('blocksize'), `blocksize ${size}`)
    }
    return size
  }

  #size(backend: ByteString, path: ByteString | undefined, blockSize: number): void {
    const text = this.#textOf('size')
    if (text === undefined) return
    const place = this.#place('size')
    const size = sizeOf(text)
    if (size === undefined || (blockSize > 0 && size % blockSize !== 0)) {
      this.#refuse(place, `${text} is no size, or no multiple of the block size`)
      return
    }
    if (backend !== 'block') {
      this.#attributes.set('size', String(size))
      this.#report.mapped(place, `size ${size}`)
      return
    }
    const found = path === undefined ? undefined : this.#options.look(path)
    if (size === 0) this.#report.mapped(place, 'the whole store')
    else if (found?.kind === 'block') this.#blockDeviceSize(place, size, found.size)
    else if (!found)
      this.#report.lossy(place, undefined, `${path} is not on this machine: it must have ${size} bytes`)
    else if (found.size < size) this.#refuse(place, `${path} has ${found.size} bytes, fewer than ${size}`)
    else if (found.size > size)
      this.#report.lossy(place, undefined, `${path} has ${found.size} bytes: hosts see a disk that grew`)
    else this.#report.mapped(place, `${size} bytes, the size of the file`)
  }

  /** vdisk_blockio can show less than the whole device. */
  #blockDeviceSize(place: Place, size: number, found: number): void {
    if (found > 0 && found < size) this.#refuse(place, `the device has ${found} bytes, fewer than ${size}`)
    else if (found === size) this.#report.mapped(place, `${size} bytes, the whole device`)
    else {
      this.#attributes.set('size', String(size))
      this.#report.mapped(place, `size ${size}`)
    }
  }

  #identity(type: 'disk' | 'cd'): void {
    const keeps = this.#options.preserveIdentity
    const serial = this.#textOf('serial')
    const id = this.#textOf('device-id')
    for (const [keyword, text] of [
      ['serial', serial],
      ['device-id', id],
    ] as const) {
      if (text !== undefined && keeps) continue
      if (keeps) {
        this.#report.rejected(this.#block.place, `no ${keyword}: the kernel made one that nobody can know`)
      } else if (text !== undefined) {
        this.#report.lossy(
          this.#place(keyword),
          undefined,
          'hosts see another one: --preserve-identity keeps it',
        )
      }
    }
    if (!keeps) {
      if (serial === undefined && id === undefined) {
        this.#report.lossy(
          this.#block.place,
          undefined,
          'hosts see other ids than ctld gave: --preserve-identity keeps them',
        )
      }
      return
    }
    this.#attributes
      .set('t10_vend_id', 'FREEBSD')
      .set('prod_id', type === 'cd' ? 'CTLCDROM' : 'CTLDISK')
      .set('prod_rev_lvl', '0001')
    if (serial !== undefined) this.#keep('serial', 'usn', serial.slice(0, 16))
    if (id !== undefined) this.#keep('device-id', 'vend_specific_id', id)
    if (this.#block.scsiName !== undefined) this.#attributes.set('scsi_device_name', this.#block.scsiName)
  }

  #keep(keyword: string, attribute: ByteString, value: ByteString): void {
    if (!isWritable(value) || value.length > 128) {
      this.#report.rejected(this.#place(keyword), `${attribute} cannot carry it`)
      return
    }
    this.#attributes.set(attribute, value)
    this.#report.mapped(this.#place(keyword), `${attribute} ${value}`)
  }

  #option({ values, place }: Statement): void {
    const [name = '', value = ''] = values.map(({ text }) => text)
    if (this.#optionPlaces.has(name)) {
      this.#refuse(place, `option ${name} stands here twice`)
      return
    }
    this.#optionPlaces.set(name, value)
    const outcome = this.#optionOutcome(name, value)
    this.#claims.push({ place, outcome })
    this.#report.settle(place, outcome)
  }

  #optionOutcome(name: ByteString, value: ByteString): Outcome {
    const set = (attribute: ByteString, text: ByteString): Outcome => {
      if (!isWritable(text)) return { verdict: 'unsupported', why: `${attribute} cannot carry ${text}` }
      this.#attributes.set(attribute, text)
      return { verdict: 'mapped', became: `${attribute} ${text}` }
    }
    switch (name) {
      case 'readonly':
        this.#readOnly = value !== 'off'
        return onOff(value, 'read_only 1', 'off')
      case 'writecache':
        this.#attributes.set('write_through', value === 'on' ? '0' : '1')
        return onOff(value, 'write_through 1', 'on')
      case 'removable':
        return value === 'on' ? set('removable', '1') : { verdict: 'mapped', became: 'not removable' }
      case 'rpm':
        return value === '1' ? set('rotational', '0') : { verdict: 'mapped', became: 'rotational 1' }
      case 'unmap':
        return set('thin_provisioned', value === 'on' ? '1' : '0')
      case 'num_threads':
        return /^\d+$/.test(value)
          ? set('threads_num', value)
          : { verdict: 'unsupported', why: `${value} is no number` }
      case 'pblocksize':
        return {
          verdict: 'mapped-lossy',
          became: 'lb_per_pb_exp',
          why: 'SCST takes the exponent from the store',
        }
      case 'vendor':
        return set('t10_vend_id', value.slice(0, 8))
      case 'product':
        return set('prod_id', value.slice(0, 16))
      case 'revision':
        return set('prod_rev_lvl', value.slice(0, 4))
      case 'scsiname':
        return set('scsi_device_name', value)
      case 'naa':
        return NAA.test(value) ? set('naa_id', value) : misfit('naa', value)
      case 'eui':
        return EUI.test(value) ? set('eui64_id', value) : misfit('eui', value)
      case 'file':
        return { verdict: 'ignored-by-source-too', why: 'set by the kernel itself' }
      default:
        return this.#unknownOption(name)
    }
  }

  #unknownOption(name: ByteString): Outcome {
    if (name === 'capacity' || name === 'insecure_tpc') {
      return { verdict: 'unsupported', why: `option ${name} has no like in SCST`, severity: 'error' }
    }
    return { verdict: 'unsupported', why: `option ${name} has no like in SCST` }
  }

  #thin(backend: ByteString, type: 'disk' | 'cd'): void {
    if (
      this.#options.preserveIdentity &&
      !this.#attributes.has('naa_id') &&
      !this.#attributes.has('eui64_id')
    ) {
      const why =
        'neither naa nor eui: SCST adds an EUI-64 name of its own, by which hosts may take the LUN for a new one'
      this.#report.lossy(this.#block.place, undefined, why, 'error')
    }
    if (type === 'cd')
      for (const name of ['blocksize', 'removable', 'rotational', 'thin_provisioned', 'threads_num'])
        this.#attributes.delete(name)
    if (backend !== 'block') this.#attributes.delete('thin_provisioned')
  }

  #handler(backend: ByteString, type: 'disk' | 'cd', path: ByteString | undefined): ByteString | undefined {
    if (this.#seen.has('backend')) {
      if (backend === 'block' || backend === 'ramdisk') this.#report.mapped(this.#place('backend'), backend)
      else this.#refuse(this.#place('backend'), `backend ${backend} is neither block nor ramdisk`)
    }
    if (backend === 'ramdisk') {
      if (!this.#optionPlaces.has('capacity')) return 'vdisk_nullio'
      this.#refuse(this.#block.place, 'SCST has no disk in memory, and a null device would lose all data')
      return undefined
    }
    if (type === 'cd') return 'vcdrom'
    const found = path === undefined ? undefined : this.#options.look(path)
    const isDevice = found ? found.kind === 'block' : path?.startsWith('/dev/')
    return isDevice ? 'vdisk_blockio' : 'vdisk_fileio'
  }
}

/** Anything but the plain word is taken for the stricter one. */
const onOff = (value: ByteString, strict: ByteString, lax: 'on' | 'off'): Outcome => {
  if (value === lax) return { verdict: 'mapped', became: `not ${strict}` }
  if (value === (lax === 'on' ? 'off' : 'on')) return { verdict: 'mapped', became: strict }
  return {
    verdict: 'mapped-lossy',
    became: strict,
    why: `${value} is neither on nor off; the stricter is written`,
  }
}

const NAA = /^(?:0x)?(?:[235][0-9a-f]{15}|6[0-9a-f]{31})$/i
const EUI = /^(?:0x)?(?:[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32})$/i

const misfit = (option: string, value: ByteString): Outcome => ({
  verdict: 'rejected',
  why: `${option} ${value} has no length that SCST takes; the attribute is left out`,
})
