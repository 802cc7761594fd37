import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Device } from '../core/device.ts'
import { type ByteString, toBuffer } from '../lib/bytes.ts'
import { line } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { isHolder } from '../scsi/persistent-reservations.ts'
import { type Attribute, Queued, trigger, valueLine } from './attribute.ts'
import type { DeviceRows } from './devices.ts'

/** Where SCST keeps reservations; shown as it is, whatever the daemon's own state directory. */
const defaultPrFile = (device: Device): ByteString => `/var/lib/scst/pr/${device.name}`

const prFileName: Attribute<Device> = {
  mode: 0o644,
  show: (device) => valueLine(device.prFileName ?? defaultPrFile(device), device.prFileName !== undefined),
  store(device, text) {
    if (device.lu.clusterMode) throw new Refusal('EPERM')
    return new Queued(() => changePrFile(device, line(text)))
  },
}

async function changePrFile(device: Device, path: ByteString): Promise<void> {
  const { scst, name } = device
  if (device.isInUse) {
    refuse(
      scst.log,
      'EBUSY',
      `${name}: not changing pr_file_name because the device has already been exported`,
    )
  }
  const wanted = path === '' || path === defaultPrFile(device) ? undefined : path
  if (wanted === device.prFileName) return
  if (wanted !== undefined) await checkPrFile(wanted)
  device.keepReservationsIn(wanted)
}

async function checkPrFile(path: ByteString): Promise<void> {
  if (!path.startsWith('/')) throw new Refusal('EINVAL')
  await stat(toBuffer(dirname(path)))
  const status = await stat(toBuffer(path)).catch(() => undefined)
  if (status && !status.isFile()) throw new Refusal('EINVAL')
}

const prState: Attribute<Device> = {
  mode: 0o644,
  show: ({ lu }) => lu.prState(),
  store: (device, text) =>
    new Queued(() => {
      if (device.isInUse) {
        refuse(device.scst.log, 'EBUSY', `${device.name}: pr_state write refused: device has active sessions`)
      }
      if (!device.lu.restorePrState(text)) throw new Refusal('EINVAL')
    }),
}

/** Into the log. */
function dump({ lu, name, scst: { log } }: Device): void {
  const state = lu.reservations
  log.info(`Persistent reservations for device ${name}:`)
  if (state.registrants.length === 0) log.info('  No registrants')
  for (const registrant of state.registrants) {
    const { transportId, relTgtId, key } = registrant
    const id = Buffer.from(transportId).toString('hex')
    const holder = isHolder(state, registrant) ? ' (holder)' : ''
    log.info(`  registrant ${id}/${relTgtId}, key ${key.toString(16).padStart(16, '0')}${holder}`)
  }
  log.info(state.type === 0 ? 'Not reserved' : `Reserved: type ${state.type}, scope ${state.scope}`)
}

export const reservationAttributes: DeviceRows = {
  dump_prs: ['FBNC', trigger(dump)],
  pr_file_name: ['FBNC', prFileName],
  pr_state: ['FBNC', prState],
}
