import type { ByteString } from '../../lib/bytes.ts'
import { isBlockDevice, pathFault, placedHere } from '../import/backing.ts'
import { type Claim, judgeClaims } from '../import/claims.ts'
import type { Disk } from '../import/draft.ts'
import type { ImportOptions } from '../import/imported.ts'
import { cNumber } from '../import/parameters.ts'
import type { Outcome, Place, Report } from '../import/report.ts'
import { isWritable } from '../import/text.ts'
import { hasShellMeaning } from './access.ts'
import { writeIdentity } from './identity.ts'
import { type Statement, tailOf } from './parser.ts'

/** A store of a target before its keys are read. */
export interface Store {
  readonly path: ByteString
  readonly isDirect: boolean
  readonly place: Place
  /** Of its own block; keys at target level stand in for missing ones. */
  readonly own: readonly Statement[]
}

export interface Placed {
  readonly tid: number
  readonly lun: number
  readonly name: ByteString
}

/** What the keys of one store come to. */
interface Reading {
  readonly store: Store
  readonly isOwn: boolean
  readonly options: ImportOptions
  readonly attributes: Map<ByteString, ByteString>
  readonly identity: Map<'id' | 'serial' | 'vendor' | 'product' | 'revision', ByteString>
  /** Marks that the stricter reading adds up. */
  readonly caches: boolean[]
  readonly claims: Claim[]
  readOnly: boolean
  deviceType: ByteString
  backing: ByteString
  isRefused: boolean
}

/** Reads all keys that concern the store; undefined: it cannot be had here, which the report then says. */
export const readStore = (
  store: Store,
  shared: readonly Statement[],
  { tid, lun, name }: Placed,
  report: Report,
  options: ImportOptions,
): Disk | undefined => {
  const reading: Reading = {
    store,
    isOwn: true,
    options,
    attributes: new Map(),
    identity: new Map(),
    caches: [],
    claims: [],
    readOnly: false,
    deviceType: 'disk',
    backing: 'rdwr',
    isRefused: false,
  }
  const owned = new Set(store.own.map(({ key }) => key))
  const inherited = shared.filter(({ key }) => !owned.has(key))
  reading.isRefused = contradicts(store.own) || contradicts(inherited)
  for (const statement of store.own) settle(statement, { ...reading }, reading, report)
  for (const statement of shared) {
    if (owned.has(statement.key) && !repeatable(statement.key))
      report.mapped(statement.place, 'its LUNs say otherwise')
    else settle(statement, { ...reading, isOwn: false }, reading, report)
  }
  const disk = finish(reading, { tid, lun, name }, report)
  const parts = store.own.map(({ place }) => place)
  if (!disk) for (const place of parts) report.undone(place, 'of a LUN that is left out')
  return disk && { ...disk, parts }
}

/** Keys of which a LUN may have several. */
const repeatable = (key: ByteString): boolean => key === 'params' || key === 'mode_page'

/** Does a key that tgt-admin takes but once stand there with two values? Of caches the stricter counts. */
const contradicts = (statements: readonly Statement[]): boolean => {
  const values = new Map<ByteString, ByteString>()
  return statements.some(({ key, value }) => {
    if (repeatable(key) || key === 'write-cache' || !isStoreKey(key)) return false
    const differs = (values.get(key) ?? value) !== value
    values.set(key, value)
    return differs
  })
}

/** Keys that may stand in a store, or in its target for all of them. */
export const isStoreKey = (key: ByteString): boolean => Object.hasOwn(keys, key)

const settle = (statement: Statement, view: Reading, reading: Reading, report: Report): void => {
  const read = Object.hasOwn(keys, statement.key) ? keys[statement.key] : undefined
  if (!read) {
    if (!view.isOwn) return
    report.veil(tailOf(statement))
    report.unsupported(statement.place, `tgt-admin skips ${statement.key} in a store`)
    return
  }
  if (hasShellMeaning(statement.value) && /[`$\\"]/.test(statement.value)) {
    reading.isRefused = true
    report.rejected(statement.place, 'the shell changed the value on its way into tgt')
    return
  }
  const outcome = read(statement.value, view)
  if (outcome.verdict === 'rejected' && !identityKeys.includes(statement.key)) view.isRefused = true
  Object.assign(reading, { readOnly: view.readOnly, deviceType: view.deviceType, backing: view.backing })
  reading.isRefused ||= view.isRefused
  report.settle(statement.place, outcome)
  if (view.isOwn) view.claims.push({ place: statement.place, outcome })
}

/** What is wrong with one of these costs an attribute, not the LUN. */
const identityKeys: readonly string[] = ['scsi_id', 'scsi_sn', 'vendor_id', 'product_id', 'product_rev']

const mapped = (became: ByteString): Outcome => ({ verdict: 'mapped', became })
const ignored = (why: ByteString, severity?: 'warning' | 'error'): Outcome => ({
  verdict: 'ignored-by-source-too',
  why,
  severity,
})
const unsupported = (why: ByteString): Outcome => ({ verdict: 'unsupported', why })
const rejected = (why: ByteString): Outcome => ({ verdict: 'rejected', why })

type Reader = (value: ByteString, reading: Reading) => Outcome

const identityKey =
  (
    field: 'id' | 'serial' | 'vendor' | 'product' | 'revision',
    attribute: ByteString,
    length: number,
  ): Reader =>
  (value, { identity, attributes, options }) => {
    if (value === '') return unsupported(`an empty ${attribute}`)
    const whole = value.slice(0, length)
    const cut = field === 'serial' ? whole.replace(/^[ \t]+/, '') : whole
    identity.set(field, cut)
    if (field === 'id')
      return options.preserveIdentity ? mapped('naa_id') : ignored('counts only with --preserve-identity')
    if (!isWritable(cut) || (field === 'serial' && cut.length > 20)) {
      return rejected(`${value} does not fit ${attribute}; the attribute is left out`)
    }
    attributes.set(attribute, cut)
    if (whole === value) return mapped(`${attribute} ${cut}`)
    return { verdict: 'mapped-lossy', became: `${attribute} ${cut}`, why: `tgt cuts it at ${length} bytes` }
  }

/** tgt reads numbers; a word is 0 to it, and says the opposite of what was meant. */
const flagKey =
  (attribute: ByteString, apply: (reading: Reading) => void): Reader =>
  (value, reading) => {
    const number = /^[0-9]/.test(value) ? cNumber(value) : undefined
    if (number === 0 || /^(?:no|off|false)$/i.test(value)) return mapped(`not ${attribute}`)
    apply(reading)
    if (number !== undefined) return mapped(`${attribute} 1`)
    const why = `tgt reads ${value || 'an empty value'} as 0; what was meant is written`
    return { verdict: 'mapped-lossy', severity: 'error', became: `${attribute} 1`, why }
  }

const keys: Readonly<Record<string, Reader>> = {
  lun: (value) => mapped(`LUN ${value}`),
  scsi_id: identityKey('id', 'vend_specific_id', 36),
  scsi_sn: identityKey('serial', 'usn', 36),
  vendor_id: identityKey('vendor', 't10_vend_id', 8),
  product_id: identityKey('product', 'prod_id', 16),
  product_rev: identityKey('revision', 'prod_rev_lvl', 4),
  'write-cache': (value, { caches }) => {
    if (value === 'on' || /^(?:on|yes|1|true)$/i.test(value)) {
      caches.push(true)
      return mapped('write_through 0')
    }
    caches.push(false)
    if (value === 'off') return mapped('write_through 1')
    const why = `tgt keeps the cache on for ${value}; off was meant`
    return { verdict: 'mapped-lossy', severity: 'error', became: 'write_through 1', why }
  },
  mode_page: (value, { caches }) => {
    const [page, sub, , first] = value.split(':').map((part) => cNumber(part) ?? 0)
    if (page !== 8 || sub !== 0 || first === undefined) return unsupported('SCST makes its mode pages itself')
    caches.push((first & 4) !== 0)
    return mapped(`write_through ${(first & 4) === 0 ? 1 : 0}`)
  },
  readonly: flagKey('read_only', (reading) => {
    reading.readOnly = true
  }),
  removable: flagKey('removable', ({ attributes }) => attributes.set('removable', '1')),
  online: (value, { attributes }) => {
    if (/^[1-9]/.test(value)) return mapped('active')
    attributes.set('active', '0')
    return mapped('active 0')
  },
  'block-size': (value, { attributes, isOwn }) => {
    if (!isOwn)
      return ignored('tgt does not read it at target level; the data lies in blocks of 512', 'error')
    const size = cNumber(value) ?? 0
    if (!Number.isInteger(Math.log2(size)))
      return { verdict: 'default-made-explicit', why: 'no power of two: tgt takes 512' }
    if (size < 512) return rejected(`tgt reads ${value} as ${size}, and SCST has no block below 512`)
    if (size !== 512) attributes.set('blocksize', String(size))
    return mapped(`blocksize ${size}`)
  },
  'bs-type': (value, reading) => {
    reading.backing = value
    if (value === 'rdwr') return mapped('vdisk_fileio')
    if (
      value === 'aio' &&
      isBlockDevice(placedHere(reading.store.path, reading.options), reading.options.look)
    )
      return mapped('vdisk_blockio')
    if (value === 'aio') {
      return { verdict: 'mapped-lossy', became: 'async 1', why: 'a file goes through the page cache here' }
    }
    if (value === 'null')
      return { verdict: 'mapped-lossy', became: 'vdisk_nullio', why: 'data is forgotten, as in tgt' }
    return rejected(`bs-type ${value} has no like in SCST`)
  },
  'device-type': (value, reading) => {
    reading.deviceType = value
    if (value === 'disk') return mapped('a disk')
    return value === 'cd' ? mapped('vcdrom') : rejected(`device-type ${value} has no like in SCST`)
  },
  bsoflags: (value, { caches, attributes }) => {
    const flags = value.split(':')
    if (flags.includes('sync')) caches.push(false)
    if (flags.includes('direct')) attributes.set('async', '1').set('o_direct', '1')
    return flags.every((flag) => flag === 'sync' || flag === 'direct')
      ? mapped(value)
      : unsupported(`flags ${value}`)
  },
  bsopts: () => unsupported('options of stores that SCST does not have'),
  path: () => rejected('tgt refuses another path for a disk that is online'),
  lbppbe: (value, { attributes }) => {
    attributes.set('lb_per_pb_exp', cNumber(value) ? '1' : '0')
    return { verdict: 'mapped-lossy', became: 'lb_per_pb_exp', why: 'SCST takes the exponent from the store' }
  },
  optimal_xfer_len: (value, { attributes }) => {
    const bytes = (cNumber(value) ?? 0) * Number(attributes.get('blocksize') ?? 512)
    if (!Number.isSafeInteger(bytes) || bytes <= 0) return unsupported(`${value} is no length`)
    attributes.set('opt_trans_len', String(bytes))
    return mapped(`opt_trans_len ${bytes}`)
  },
  la_lba: () => unsupported('has no like in SCST'),
  optimal_xfer_gran: () => unsupported('has no like in SCST'),
  sense_format: () => unsupported('has no like in SCST'),
  'allow-in-use': () => ignored('a check of tgt-admin'),
  params: (value, reading) => readParams(value, reading),
}

/** `a=b,c=d` with any of the keys above and some of its own. */
const readParams: Reader = (value, reading) => {
  const outcomes = value.split(',').map((pair): Outcome => {
    const [, name = '', given = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? []
    if (name === 'thin_provisioning') {
      if (cNumber(given)) reading.attributes.set('thin_provisioned', '1')
      return mapped('thin_provisioned')
    }
    if (name === 'rotation_rate' && given === '1') {
      reading.attributes.set('rotational', '0')
      return mapped('rotational 0')
    }
    const read = name !== 'params' && Object.hasOwn(keys, name) ? keys[name] : undefined
    return read ? read(given, reading) : unsupported(`parameter ${name || pair} has no like in SCST`)
  })
  const worst = ['rejected', 'unsupported', 'mapped-lossy'].find((each) =>
    outcomes.some(({ verdict }) => verdict === each),
  )
  const why = outcomes.flatMap((each) => each.why ?? []).join('; ')
  return { verdict: (worst ?? 'mapped') as Outcome['verdict'], ...(why ? { why } : { became: value }) }
}

const finish = (reading: Reading, { tid, lun, name }: Placed, report: Report): Disk | undefined => {
  const { store, attributes, identity, options, deviceType } = reading
  const { place } = store
  const path = placedHere(store.path, options)
  const found = options.look(path)
  const fault =
    hasShellMeaning(store.path) && /[`$\\"]/.test(store.path) ? 'the shell changed the path' : pathFault(path)
  const isUnusable = found?.kind === 'directory' || found?.kind === 'other'
  if (fault !== undefined || isUnusable) {
    report.rejected(place, fault ?? `${path} is neither file nor block device: tgt skips the LUN`)
    return undefined
  }
  if (reading.isRefused) {
    report.rejected(place, 'one of its keys cannot be taken over, so the LUN is left out')
    return undefined
  }
  const handler = handlerOf(reading)
  if (handler === 'vdisk_nullio' && found) attributes.set('size', String(found.size))
  if (handler === 'vdisk_fileio' && reading.backing === 'aio') attributes.set('async', '1')
  writeCache(reading, handler, report)
  if (store.isDirect) direct(reading, report)
  const { preserveIdentity } = options
  if (preserveIdentity) {
    const of = Object.fromEntries(identity) as Partial<
      Record<'id' | 'serial' | 'vendor' | 'product' | 'revision', ByteString>
    >
    const { id, serial, vendor, product, revision } = of
    const isCopied = store.isDirect
    writeIdentity(
      { id, serial, vendor, product, revision, tid, lun, isCd: deviceType === 'cd', isCopied, place },
      attributes,
      report,
    )
  } else report.lossy(place, undefined, 'hosts see other ids than tgt gave: --preserve-identity keeps them')
  report.mapped(place, `LUN ${lun} of ${handler}${reading.readOnly ? ', read_only 1' : ''}`)
  const isNull = handler === 'vdisk_nullio'
  const readOnly = reading.readOnly && handler !== 'vcdrom'
  const written = kept(attributes, handler, readOnly)
  judgeClaims(reading.claims, reading.readOnly ? new Map([...written, ['read_only', '1']]) : written, report)
  return {
    handler,
    path: isNull ? undefined : path,
    attributes: written,
    readOnly,
    name,
    place,
  }
}

const handlerOf = ({ deviceType, backing, store, options }: Reading): ByteString => {
  if (deviceType === 'cd') return 'vcdrom'
  if (backing === 'null') return 'vdisk_nullio'
  return backing === 'aio' && isBlockDevice(placedHere(store.path, options), options.look)
    ? 'vdisk_blockio'
    : 'vdisk_fileio'
}

/** tgt caches unless told otherwise; one mark against the cache is enough. */
const writeCache = ({ caches, attributes, store }: Reading, handler: ByteString, report: Report): void => {
  const isThrough = caches.includes(false)
  if (handler === 'vdisk_blockio' && isThrough) attributes.set('write_through', '1')
  if (handler !== 'vdisk_fileio') return
  attributes.set('write_through', isThrough ? '1' : '0')
  if (caches.length === 0)
    report.madeExplicit(store.place, 'write_through 0', 'tgt caches writes unless told otherwise')
}

const direct = ({ identity, store, options }: Reading, report: Report): void => {
  const missing = (['vendor', 'product', 'revision', 'serial'] as const).filter(
    (field) => !identity.has(field),
  )
  if (missing.length === 0) return
  const why = `tgt took ${missing.join(', ')} from the disk, which this file does not tell`
  if (options.preserveIdentity) report.rejected(store.place, why)
  else report.lossy(store.place, undefined, why)
}

/** A CD-ROM and a read-only disk have no write options. */
const kept = (
  attributes: ReadonlyMap<ByteString, ByteString>,
  handler: ByteString,
  readOnly: boolean,
): ReadonlyMap<ByteString, ByteString> => {
  const lost =
    handler === 'vcdrom'
      ? [
          'blocksize',
          'removable',
          'active',
          'async',
          'o_direct',
          'thin_provisioned',
          'rotational',
          'lb_per_pb_exp',
          'opt_trans_len',
        ]
      : readOnly
        ? ['write_through']
        : []
  return new Map([...attributes].filter(([name]) => !lost.includes(name)))
}
