import type { ByteString } from '../../lib/bytes.ts'
import { isBlockDevice, placedHere, storeFault } from '../import/backing.ts'
import type { Disk } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import type { Place, Report } from '../import/report.ts'
import { type Alua, readAlua } from './alua.ts'
import { storageDefaults } from './defaults.ts'
import { identityOf } from './identity.ts'
import type { ObjectReader, Value } from './reader.ts'

const plugins: Readonly<Record<string, ByteString>> = {
  fileio: 'fileio',
  block: 'block',
  iblock: 'block',
  ramdisk: 'ramdisk',
  rd_mcp: 'ramdisk',
}

const handlers: Readonly<Record<string, ByteString>> = {
  fileio: 'vdisk_fileio',
  block: 'vdisk_blockio',
  ramdisk: 'vdisk_nullio',
}

/** What the kernel takes. */
const blockSizes: readonly number[] = [512, 1024, 2048, 4096]

/** A storage object; `disk` is absent when it cannot be had here. */
export interface StorageObject {
  /** `/backstores/PLUGIN/NAME`, as LUNs refer to it. */
  readonly key: ByteString
  readonly place: Place
  readonly disk: Disk | undefined
  readonly alua: Alua
}

/** Undefined: LIO skips the object too. */
export const readStorage = (
  object: ObjectReader,
  serials: Map<ByteString, ByteString>,
  report: Report,
  options: ImportOptions,
): StorageObject | undefined => {
  const name = object.text('name')
  const written = object.text('plugin')
  if (!name || !written) {
    report.ignored(object.place, 'LIO skips an object without name or plugin', 'warning')
    return undefined
  }
  const plugin = Object.hasOwn(plugins, written.value) ? plugins[written.value]! : undefined
  const key = `/backstores/${plugin ?? written.value}/${name.value}`
  const place = name.place
  if (plugin === undefined) {
    const why = `plugin ${written.value} has no like in SCST`
    object.leaveOut({ verdict: 'rejected', why })
    return { key, place, disk: undefined, alua: { isImported: false, groups: [] } }
  }
  report.mapped(written.place, handlers[plugin]!)
  const alua = readAlua(object, options.alua, report)
  judgeDropped(object, report)
  const disk = new StorageReader(object, plugin, name.value, place, report, options).read(serials)
  if (disk) report.mapped(place, `device of ${key}`)
  return { key, place, disk, alua }
}

/** Members that rtslib itself drops. */
const judgeDropped = (object: ObjectReader, report: Report): void => {
  const exists = object.text('exists')
  if (exists) report.ignored(exists.place, 'rtslib drops it')
  const buffered = object.flag('buffered_mode', true)
  if (buffered?.value)
    report.ignored(
      buffered.place,
      'rtslib drops it: writes go through, unless write_back says otherwise',
      'error',
    )
  else if (buffered) report.ignored(buffered.place, 'rtslib drops it')
}

class StorageReader {
  readonly #object: ObjectReader
  readonly #plugin: ByteString
  readonly #name: ByteString
  readonly #place: Place
  readonly #report: Report
  readonly #options: ImportOptions
  readonly #attributes = new Map<ByteString, ByteString>()
  #isRefused = false

  constructor(
    object: ObjectReader,
    plugin: ByteString,
    name: ByteString,
    place: Place,
    report: Report,
    options: ImportOptions,
  ) {
    this.#object = object
    this.#plugin = plugin
    this.#name = name
    this.#place = place
    this.#report = report
    this.#options = options
  }

  read(serials: Map<ByteString, ByteString>): Disk | undefined {
    const path = this.#path()
    const attributes = this.#object.object('attributes')
    const readOnly = this.#readOnly()
    this.#blockSize(attributes)
    this.#writeCache(attributes, readOnly)
    this.#size(path)
    this.#null()
    if (attributes) this.#others(attributes)
    this.#asynchronous()
    const hasAlias = attributes?.flag('emulate_model_alias', false)
    if (hasAlias) this.#report.mapped(hasAlias.place, 'product name of the identity')
    identityOf(
      {
        object: this.#object,
        plugin: this.#plugin,
        name: this.#name,
        place: this.#place,
        isAliased: hasAlias?.value ?? false,
      },
      this.#attributes,
      serials,
      this.#report,
      this.#options,
    )
    if (this.#isRefused) {
      for (const place of this.#object.places) this.#report.undone(place, 'of an object that is refused')
      return undefined
    }
    return {
      handler: handlers[this.#plugin]!,
      path,
      attributes: this.#attributes,
      readOnly,
      name: this.#name,
      place: this.#place,
      parts: this.#object.places.filter((place) => place !== this.#place),
    }
  }

  #refuse(place: Place, why: ByteString): void {
    this.#isRefused = true
    this.#report.rejected(place, why)
  }

  #path(): ByteString | undefined {
    if (this.#plugin === 'ramdisk') return undefined
    const dev = this.#object.text('dev')
    const path = placedHere(dev?.value ?? '', this.#options)
    const fault = dev ? this.#storeFault(path) : 'the object has no dev'
    if (fault !== undefined) this.#refuse(dev?.place ?? this.#place, fault)
    else this.#report.mapped(dev!.place, `filename ${path}`)
    return path
  }

  #storeFault(path: ByteString): ByteString | undefined {
    const { look } = this.#options
    const isFile = this.#plugin === 'block' && look(path) !== undefined && !isBlockDevice(path, look)
    return storeFault(path, look) ?? (isFile ? `${path} is no block device, and LIO refuses it` : undefined)
  }

  /** A number without which the disk would be another one: what cannot be read refuses it. */
  #number(object: ObjectReader | undefined, name: string): Value<number> | undefined {
    const found = object?.number(name)
    if (!found && object?.has(name)) this.#isRefused = true
    return found
  }

  #blockSize(attributes: ObjectReader | undefined): void {
    if (!attributes && this.#object.has('attributes')) this.#isRefused = true
    const size = this.#number(attributes, 'block_size')
    if (!size) return
    if (!blockSizes.includes(size.value)) {
      this.#refuse(size.place, `${size.value} is not 512, 1024, 2048 or 4096, and LIO never took it`)
      return
    }
    if (size.value !== 512) this.#attributes.set('blocksize', String(size.value))
    this.#report.mapped(size.place, `blocksize ${size.value}`)
  }

  /** The stricter of the two marks counts: a cache nobody asked for loses data at a power cut. */
  #writeCache(attributes: ObjectReader | undefined, readOnly: boolean): void {
    const buffered = this.#object.flag('write_back', false)
    const cached = attributes?.flag('emulate_write_cache', false)
    if (this.#plugin !== 'fileio') {
      if (buffered) this.#report.ignored(buffered.place, 'the disk itself decides on its cache')
      if (cached) this.#report.ignored(cached.place, 'the disk itself decides on its cache')
      return
    }
    if (readOnly) {
      for (const each of [buffered, cached])
        if (each) this.#report.ignored(each.place, 'nobody writes to the disk')
      return
    }
    const values = [buffered, cached].flatMap((each) => (each ? [each.value] : []))
    const isBack = values.length > 0 && values.every((value) => value)
    const became = `write_through ${isBack ? 0 : 1}`
    this.#attributes.set('write_through', isBack ? '0' : '1')
    for (const each of [buffered, cached]) {
      if (!each) continue
      if (each.value === isBack) this.#report.mapped(each.place, became)
      else
        this.#report.lossy(
          each.place,
          became,
          'write_back and emulate_write_cache differ; the safe one counts',
        )
    }
    if (values.length === 0) {
      this.#report.madeExplicit(this.#place, became, 'LIO writes through unless told otherwise; SCST caches')
    }
  }

  #size(path: ByteString | undefined): void {
    const size = this.#number(this.#object, 'size')
    if (!size) return
    if (this.#plugin === 'ramdisk') {
      this.#attributes.set('size', String(size.value))
      this.#report.mapped(size.place, `size ${size.value}`)
      return
    }
    const found = path === undefined ? undefined : this.#options.look(path)
    if (this.#plugin === 'block' || found?.kind === 'block')
      this.#report.ignored(size.place, 'the size of the disk counts')
    else if (!found) {
      this.#report.lossy(
        size.place,
        undefined,
        `${path} is not on this machine: it must have ${size.value} bytes`,
      )
    } else if (found.size < size.value) {
      this.#refuse(
        size.place,
        `${path} has ${found.size} bytes, fewer than ${size.value}; files are never made longer here`,
      )
    } else if (found.size > size.value) {
      this.#report.lossy(size.place, undefined, `${path} has ${found.size} bytes: hosts see a disk that grew`)
    } else this.#report.mapped(size.place, `${size.value} bytes, the size of the file`)
  }

  /** A null device forgets what it is told; a RAM disk does not. */
  #null(): void {
    const isNull = this.#object.flag('nullio', false)
    if (this.#plugin !== 'ramdisk') return
    if (isNull?.value) this.#report.mapped(isNull.place, 'vdisk_nullio')
    else
      this.#refuse(
        isNull?.place ?? this.#place,
        'SCST has no disk in memory, and a null device would lose all data',
      )
  }

  #others(attributes: ObjectReader): void {
    const thin = [attributes.flag('emulate_tpu', false), attributes.flag('emulate_tpws', false)]
    const isThin = thin.some((each) => each?.value)
    if (isThin && this.#plugin !== 'ramdisk') this.#attributes.set('thin_provisioned', '1')
    for (const each of thin)
      if (each) this.#report.mapped(each.place, isThin ? 'thin_provisioned 1' : 'as in SCST')
    const solid = attributes.flag('is_nonrot', false)
    if (solid?.value) this.#attributes.set('rotational', '0')
    if (solid) this.#report.mapped(solid.place, solid.value ? 'rotational 0' : 'as in SCST')
    this.#optimalTransfer(attributes)
    const protection = this.#number(attributes, 'pi_prot_type')
    if (protection && protection.value !== 0)
      this.#refuse(protection.place, 'protection information needs formatted data')
    else if (protection) this.#report.mapped(protection.place, 'no protection information')
    const format = attributes.text('pi_prot_format')
    if (format) this.#report.ignored(format.place, 'of no consequence without protection information')
    for (const name of attributes.names.filter((each) => Object.hasOwn(storageDefaults, each))) {
      const found = attributes.text(name)
      const usual = storageDefaults[name]!
      if (!found) continue
      if (usual === 'any') this.#report.ignored(found.place, 'tuning of LIO')
      else if (usual.includes(found.value)) this.#report.mapped(found.place, 'as in SCST')
      else this.#report.lossy(found.place, undefined, `${name} ${found.value} cannot be had in SCST`)
    }
  }

  #optimalTransfer(attributes: ObjectReader): void {
    const sectors = attributes.number('optimal_sectors')
    if (!sectors) return
    if ([8192, 16384].includes(sectors.value)) {
      this.#report.ignored(sectors.place, 'a default of LIO')
      return
    }
    const bytes = sectors.value * Number(this.#attributes.get('blocksize') ?? 512)
    if (sectors.value <= 0 || !Number.isSafeInteger(bytes)) {
      this.#report.lossy(sectors.place, undefined, `${sectors.value} sectors are no length`)
      return
    }
    this.#attributes.set('opt_trans_len', String(bytes))
    this.#report.mapped(sectors.place, `opt_trans_len ${bytes}`)
  }

  #asynchronous(): void {
    const aio = this.#object.flag('aio', false)
    if (!aio) return
    if (aio.value && this.#plugin === 'fileio') this.#attributes.set('async', '1')
    this.#report.mapped(aio.place, aio.value ? 'async 1' : 'as in SCST')
  }

  #readOnly(): boolean {
    const mark = this.#object.flag('readonly', true)
    if (mark) this.#report.mapped(mark.place, mark.value ? 'read_only 1' : 'writable')
    return mark?.value ?? false
  }
}
