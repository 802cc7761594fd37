import type { ByteString } from '../../lib/bytes.ts'
import { refuse } from '../../lib/refusal.ts'
import type { Device } from '../device.ts'
import { isVirtual } from '../handler.ts'
import type { Scst } from '../scst.ts'
import type { Unfinished } from '../work-queue.ts'

/**
 * Takes a device away, whoever uses it: its LUNs go everywhere, its place in a device group, then the device, whose
 * store is closed when the commands in flight have ended. Every virtual handler finds the devices of all of them.
 */
export function deleteDevice(scst: Scst, name: ByteString): Unfinished {
  const log = scst.log.for('dev_vdisk')
  const device = scst.devices.get(name)
  if (!device || !isVirtual(device.handler)) refuse(log, 'EINVAL', `Device ${name} not found`)
  const ends = unmap(device)
  device.deviceGroup?.removeDevice(device)
  scst.devices.delete(name)
  device.letGo()
  device.handler.devices.delete(name)
  scst.log.info(`Detached from virtual device ${name} (id ${device.id})`)
  log.info(`Detached virtual device ${name} ("${device.filename ?? 'none'}")`)
  if (device.lu.clusterMode) scst.log.error(`scst_dlm_update_nodeids(${name}) failed: -2`)
  log.info(`Virtual device ${name} unregistered`)
  const ended = Promise.all(ends).then(() => device.lu.tasks.drained())
  return { until: ended.then(() => device.close()) }
}

/** copy_manager's LUN goes first. */
function unmap(device: Device): Promise<unknown>[] {
  const { copyManager } = device.scst
  const luns = [...device.exports.values()]
  const own = luns.filter(({ group }) => group.target === copyManager.target)
  const others = luns.filter(({ group }) => group.target !== copyManager.target)
  return [...own, ...others].flatMap((lun) => lun.group.luns.delete(lun.number)?.until ?? [])
}
