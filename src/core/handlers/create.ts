import { stat } from 'node:fs/promises'
import { type ByteString, toBuffer } from '../../lib/bytes.ts'
import type { Log } from '../../lib/log.ts'
import { toInt } from '../../lib/readers.ts'
import { negativeErrno, Refusal, refuse } from '../../lib/refusal.ts'
import type { Words } from '../../lib/words.ts'
import type { BackingStore } from '../../scsi/backing-store.ts'
import { DEVICE_TYPE, LogicalUnit } from '../../scsi/logical-unit.ts'
import { Device } from '../device.ts'
import { isVirtual, type VirtualHandler } from '../handler.ts'
import { generatedUsn, identityOf } from '../identity.ts'
import type { Scst } from '../scst.ts'
import { type Creation, readParameters } from './parameters.ts'

const MAX_NAME = 64

/** One attempt to make a device. */
interface Attempt {
  readonly scst: Scst
  readonly handler: VirtualHandler
  readonly name: ByteString
  readonly log: Log
  readonly creation: Creation
  readonly given: ReadonlySet<ByteString>
}

/**
 * Makes a device from its name and the parameters behind it. Checks come in SCST's order, which decides what of
 * several faults is reported; nothing is left behind when one fails.
 */
export async function createDevice(
  scst: Scst,
  handler: VirtualHandler,
  name: ByteString,
  words: Words,
): Promise<Device> {
  const log = scst.log.for('dev_vdisk')
  checkName(scst, name, log)
  const attempt: Attempt = { scst, handler, name, log, ...readParameters(handler, name, words, log) }
  checkParameters(attempt)
  log.info(`Registering virtual ${handler.name} device ${name} ${flags(attempt)}`)
  checkCharacters(scst, name)
  if (scst.devices.has(name)) refuse(scst.log, 'EEXIST', `Device ${name} already exists`)
  return attach(attempt, scst.nextDeviceId())
}

function checkName(scst: Scst, name: ByteString, log: Log): void {
  if (vdisk(scst, name)) throw new Refusal('EEXIST')
  if (name.length > MAX_NAME) {
    refuse(log, 'EINVAL', `Name ${name} is too long (max allowed ${MAX_NAME})`)
  }
  const usn = generatedUsn(name, scst.settings.setupId)
  for (const device of scst.devices.values()) {
    if (device.lu.identity.usn === usn) {
      refuse(log, 'EEXIST', `New usn ${usn} conflicts with one of dev ${device.name}`)
    }
  }
}

/** A device of the vdisk family: the four handlers share their names. */
const vdisk = (scst: Scst, name: ByteString): Device | undefined => {
  const device = scst.devices.get(name)
  return isVirtual(device?.handler) ? device : undefined
}

function checkParameters({ handler, name, log, creation }: Attempt): void {
  const { size, blockSize } = creation
  if (size !== undefined && size % BigInt(blockSize) !== 0n) {
    refuse(
      log,
      'EINVAL',
      `Device size ${size} is not a multiple of the block size ${toInt(BigInt(blockSize))}`,
    )
  }
  const writes = creation.writeThrough || creation.nvCache
  if (handler.checksWriteOptions && creation.readOnly && writes) {
    refuse(log, 'EINVAL', `Write options on read only device ${name}`)
  }
  if (handler.needsFile && creation.filename === undefined) {
    refuse(log, 'EINVAL', `File name required (device ${name})`)
  }
}

function checkCharacters(scst: Scst, name: ByteString): void {
  for (const illegal of ['/', '.']) {
    if (name.includes(illegal)) {
      refuse(scst.log, 'EINVAL', `Dev name ${name} contains illegal character '${illegal}'`)
    }
  }
}

const flags = ({ handler, creation }: Attempt): ByteString => {
  const named = [
    creation.writeThrough && 'WRITE_THROUGH',
    creation.nvCache && 'NV_CACHE',
    creation.readOnly && 'READ_ONLY',
    creation.direct && 'O_DIRECT',
    handler.always.flag,
    creation.removable && 'REMOVABLE',
    !creation.active && 'INACTIVE',
    creation.tst !== 1 && `TST ${creation.tst}`,
    creation.rotational && 'ROTATIONAL',
    creation.thin && 'THIN_PROVISIONED',
    creation.async && 'ASYNC',
    creation.dummy && 'DUMMY',
  ].filter((flag) => typeof flag === 'string')
  return named.length > 0 ? `(${named.join(', ')})` : ''
}

async function attach(attempt: Attempt, id: number): Promise<Device> {
  const { scst, handler, name, log, creation } = attempt
  const store = await openStore(attempt)
  try {
    const device = build(attempt, id, store)
    device.keepReservations()
    log.info(attached(device))
    await scst.adopt(device)
    scst.log.info(`Attached to virtual device ${name} (id ${id})`)
    if (creation.clusterMode) scst.log.error(`scst_dlm_update_nodeids(${name}) failed: -2`)
    handler.devices.set(name, device)
    return device
  } catch (error) {
    await store?.close()
    throw error
  }
}

/** The handler's part, and who fails: a store of its own is opened when copy_manager takes the device. */
async function openStore(attempt: Attempt): Promise<BackingStore | undefined> {
  const { scst, handler, log, creation } = attempt
  const { filename } = creation
  try {
    checkOptions(attempt)
    if (creation.active && filename !== undefined) await checkKind(filename, log)
    if (RESERVED.has(attempt.name)) throw new Refusal('EEXIST')
    if (!creation.active) return undefined
    if (!handler.opensExclusively)
      return await open(attempt, (errno) => `opening ${filename} failed: ${errno}`)
  } catch (error) {
    scst.log.error(`New device handler's ${handler.name} attach() failed: ${negativeErrno(error)}`)
    throw error
  }
  try {
    return await open(attempt, (errno) => `bdev_open_by_path(${filename}) failed: ${errno}`)
  } catch (error) {
    scst.log.error(`Device handler's ${handler.name} attach_tgt() failed: ${negativeErrno(error)}`)
    throw error
  }
}

function checkOptions({ scst, log, creation }: Attempt): void {
  checkProtection(scst, creation)
  if (creation.direct && !creation.async) {
    const text = 'using o_direct without setting async is not supported'
    refuse(log, 'EINVAL', `${creation.filename}: ${text}`)
  }
}

async function open(
  { handler, log, creation }: Attempt,
  complaint: (errno: number) => ByteString,
): Promise<BackingStore | undefined> {
  try {
    return await handler.open({
      filename: creation.filename,
      readOnly: creation.readOnly,
      writeThrough: creation.writeThrough,
      direct: creation.direct,
      thin: creation.thin ?? handler.thinByDefault,
      size: Number(creation.size ?? handler.size),
    })
  } catch (error) {
    log.error(complaint(negativeErrno(error)))
    throw error
  }
}

/** Entries of a handler's directory that a device's link cannot replace. */
const RESERVED: ReadonlySet<string> = new Set(['mgmt', 'type', 'trace_level'])

const MAX_DIF_TYPE = 3

/** T10 protection information is not offered: what SCST would take is refused with a reason of our own. */
function checkProtection({ log }: Scst, { difMode, difFilename, difType }: Creation): void {
  if (difType < 0 || difType > MAX_DIF_TYPE) {
    refuse(log, 'EINVAL', `DIF type ${difType} not supported`)
  }
  if (difType > 0 || difMode !== undefined || difFilename !== undefined) {
    refuse(log, 'EINVAL', 'T10 protection information is not supported')
  }
}

/** Only regular files and block devices hold a disk. */
async function checkKind(filename: ByteString, log: Log): Promise<void> {
  try {
    const status = await stat(toBuffer(filename))
    if (!status.isFile() && !status.isBlockDevice()) throw new Refusal('EINVAL')
  } catch (error) {
    log.error(`opening ${filename} failed: ${negativeErrno(error)}`)
    throw error
  }
}

function build(attempt: Attempt, id: number, store: BackingStore | undefined): Device {
  const { scst, handler, name, creation, given } = attempt
  const identity = identityOf(name, scst.settings.setupId, handler.t10VendId)
  if (creation.t10DevId !== undefined) identity.t10DevId = creation.t10DevId
  const size = store?.size ?? (creation.active ? handler.size : 0)
  const lu = new LogicalUnit(
    {
      name,
      type: handler.type,
      volatile: handler.volatile,
      dummy: creation.dummy,
      blockSize: creation.blockSize,
      readOnly: creation.readOnly,
      removable: creation.removable,
      rotational: creation.rotational,
      tst: creation.tst,
      writeThrough: creation.writeThrough,
      nvCache: creation.nvCache,
      thinProvisioned: isThin(attempt, store),
      log: scst.log,
      savedModes: scst.savedModes(name),
      copyManager: scst.copyManager,
      relTgtIds: (protocol) => scst.relTgtIds.ofPorts(protocol, scst.devices.get(name)?.deviceGroup),
      extensions: scst.extensions,
    },
    identity,
    size,
  )
  lu.store = store
  lu.lbPerPbExp = creation.lbPerPbExp
  lu.clusterMode = creation.clusterMode
  lu.optTransLen = store?.limits.optimalTransferLength ?? lu.optTransLen
  const { filename, active, async, direct, bindAluaState, numaNodeId } = creation
  return new Device(scst, handler, lu, {
    id,
    filename,
    active,
    async,
    direct,
    bindAluaState,
    numaNodeId,
    size: creation.size,
    given,
  })
}

/** As asked for, or as the handler does by itself; but never without a store that can discard. */
function isThin({ handler, log, creation }: Attempt, store: BackingStore | undefined): boolean {
  const asked = creation.thin
  if (handler.type !== DEVICE_TYPE.DISK || !store) return asked ?? false
  if (asked === undefined) {
    const can = handler.thinByDefault && store.canDiscard && !creation.readOnly
    if (can) log.info(`Auto enable thin provisioning for device ${creation.filename}`)
    return can
  }
  if (asked && !store.canDiscard) {
    log.warning(`Device ${creation.filename} doesn't support thin provisioning, disabling it.`)
  }
  return asked && store.canDiscard
}

const MIB = 1048576

/** `fs=…MB, bs=…, nblocks=…, cyln=…` of log lines about a medium. */
export const geometry = ({ lu }: Device): ByteString => {
  const cylinders = Math.floor(lu.blocks / 64 / 32)
  const { blockSize } = lu.options
  return `fs=${Math.floor(lu.size / MIB)}MB, bs=${toInt(BigInt(blockSize))}, nblocks=${lu.blocks}, cyln=${cylinders}`
}

const attached = (device: Device): ByteString => {
  const { handler, name, filename, lu } = device
  if (handler.type === DEVICE_TYPE.CDROM) return `Attached empty SCSI target virtual cdrom ${name}`
  const small = lu.blocks < 64 * 32 ? ' !WARNING! cyln less than 1' : ''
  return `Attached SCSI target virtual disk ${name} (file="${filename ?? 'none'}", ${geometry(device)}${small})`
}
