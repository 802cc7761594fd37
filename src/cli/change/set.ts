import { mannerOf } from '../../admin/manner.ts'
import type { ObjectRef } from '../../admin/object.ts'
import type { DynamicOwner } from '../../admin/operation.ts'
import { setDriverOrTarget, setPlain } from '../../admin/rules.ts'
import type { Run } from '../../admin/run.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { type Given, lunOwner } from '../given.ts'
import type { Change } from './change.ts'

const plain = (ref: (given: Given) => ObjectRef): Change =>
  function* (given, run) {
    const attributes = given.attributes ?? new Map()
    const changes = yield* setPlain(ref(given), attributes, mannerOf(run), { tellsSame: true })
    return { code: 0, changes }
  }

export const setScstAttributes = plain(() => ({ kind: 'scst' }))
export const setHandlerAttributes = plain(({ name }) => ({ kind: 'handler', handler: name }))
export const setDeviceAttributes = plain(({ name }) => ({ kind: 'device', device: name }))
export const setGroupAttributes = plain(({ name, driver = '', target = '' }) => ({
  kind: 'group',
  driver,
  target,
  group: name,
}))
export const setLunAttributes = plain(({ name, ...given }) => ({
  kind: 'lun',
  ...lunOwner(given),
  lun: name,
}))
export const setInitiatorAttributes = plain(({ name, driver = '', target = '', group = '' }) => ({
  kind: 'initiator',
  driver,
  target,
  group,
  initiator: name,
}))
export const setDeviceGroupAttributes = plain(({ name }) => ({ kind: 'deviceGroup', deviceGroup: name }))
export const setTargetGroupAttributes = plain(({ name, deviceGroup = '' }) => ({
  kind: 'targetGroup',
  deviceGroup,
  targetGroup: name,
}))
export const setTargetGroupTargetAttributes = plain(({ name, deviceGroup = '', targetGroup = '' }) => ({
  kind: 'targetGroupTarget',
  deviceGroup,
  targetGroup,
  target: name,
}))

/** Never removes a value that is not named, whatever -force says. */
const withDynamic = (ref: (given: Given) => DynamicOwner): Change =>
  function* (given, run) {
    const owner = ref(given)
    const changes = yield* setDriverOrTarget(owner, given.attributes ?? new Map(), mannerOf(run), {
      dynamic: dynamicAttributes(owner, run),
      unnamed: run.departs('unnamed-values') ? 'ignore' : 'report',
    })
    return { code: 0, changes }
  }

export const setDriverAttributes = withDynamic(({ name }) => ({ kind: 'driver', driver: name }))
export const setTargetAttributes = withDynamic(({ name, driver = '' }) => ({
  kind: 'target',
  driver,
  target: name,
}))

const dynamicAttributes = ({ kind, driver }: DynamicOwner, { running }: Run): ReadonlySet<ByteString> =>
  running.drivers().includes(driver) ? running.dynamicAttributes(driver, kind) : new Set()

/** A write of `resync_size`. The original's exit status is the number of changes, so 1 is good; ours is 0. */
export const resyncDevice: Change = function* ({ name }, run) {
  const ref = { kind: 'device', device: name } as const
  const resync = new Map([['resync_size', ['1']]])
  const changes = yield* setPlain(ref, resync, mannerOf(run), { tellsSame: true })
  if (!run.departs('resync-status')) return { code: 0, status: changes, ...(changes === 0 && { lip: 'all' }) }
  const isGood = run.running.hasObject(`devices/${name}`)
  return { code: 0, status: isGood ? 0 : 1, ...(isGood && { lip: 'all' }) }
}
