import type { DeviceHandler } from '../core/handler.ts'
import { PASS_THROUGH_MODULES, passThroughHandlers, userHandler } from '../core/handlers/pass-through.ts'
import { vdiskHandlers } from '../core/handlers/vdisk.ts'
import type { Scst } from '../core/scst.ts'
import { ScstLocal } from '../core/scst-local.ts'
import { IscsiDriver } from '../iscsi/driver.ts'
import type { ByteString } from '../lib/bytes.ts'

/** SCST's module names. What is not loaded is absent from the tree: scripts decide by that. */
export const MODULES: readonly ByteString[] = [
  'scst',
  'scst_vdisk',
  ...PASS_THROUGH_MODULES,
  'scst_user',
  'iscsi-scst',
  'scst_local',
]

export const DEFAULT_MODULES: readonly ByteString[] = [
  'scst',
  'scst_vdisk',
  'scst_disk',
  'iscsi-scst',
  'scst_local',
]

/** Drivers that others must reach. */
export interface Loaded {
  readonly iscsi: IscsiDriver | undefined
}

/** Registers the handlers and drivers of the named modules, once, on a new registry. */
export function loadModules(scst: Scst, names: Iterable<ByteString> = DEFAULT_MODULES): Loaded {
  const wanted = new Set(names)
  for (const name of wanted) {
    if (!MODULES.includes(name)) throw new Error(`No module ${name}; there are ${MODULES.join(', ')}`)
  }
  for (const module of wanted) {
    for (const handler of handlersOf(module)) scst.handlers.set(handler.name, handler)
  }
  const iscsi = wanted.has('iscsi-scst') ? new IscsiDriver(scst) : undefined
  if (wanted.has('scst_local')) new ScstLocal(scst)
  return { iscsi }
}

const handlersOf = (module: ByteString): readonly DeviceHandler[] => {
  if (module === 'scst_vdisk') return vdiskHandlers()
  if (module === 'scst_user') return [userHandler()]
  return passThroughHandlers(module)
}
