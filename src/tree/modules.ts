import type { DeviceHandler } from '../core/handler.ts'
import { PASS_THROUGH_MODULES, passThroughHandlers, userHandler } from '../core/handlers/pass-through.ts'
import { vdiskHandlers } from '../core/handlers/vdisk.ts'
import type { Scst } from '../core/scst.ts'
import { ScstLocal } from '../core/scst-local.ts'
import { IscsiDriver } from '../iscsi/driver.ts'
import type { ByteString } from '../lib/bytes.ts'
import { words } from '../lib/words.ts'

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

/** Module parameters, as modprobe takes them; each is 0 or 1. */
const PARAMETERS: Readonly<Record<ByteString, (scst: Scst, on: boolean) => void>> = {
  'scst auto_cm_assignment': (scst, on) => {
    scst.copyManager.adopts = on
  },
  'scst forcibly_close_sessions': ({ settings }, on) => {
    settings.forciblyCloseSessions = on
  },
  'scst_local add_default_tgt': ({ drivers }, on) => {
    const driver = drivers.get('scst_local')
    if (on && driver instanceof ScstLocal)
      driver.addSession(driver.addTarget('scst_local_tgt'), 'scst_local_host')
  },
}

/**
 * Registers the handlers and drivers of the named modules, once, on a new registry. Parameters stand behind a name:
 * `scst_local add_default_tgt=1`.
 */
export function loadModules(scst: Scst, names: Iterable<ByteString> = DEFAULT_MODULES): Loaded {
  const lines = Array.from(names, words)
  const wanted = new Set(lines.map(([name = '']) => name))
  for (const name of wanted) {
    if (!MODULES.includes(name)) throw new Error(`No module ${name}; there are ${MODULES.join(', ')}`)
  }
  for (const module of wanted) {
    for (const handler of handlersOf(module)) scst.handlers.set(handler.name, handler)
  }
  const iscsi = wanted.has('iscsi-scst') ? new IscsiDriver(scst) : undefined
  if (wanted.has('scst_local')) new ScstLocal(scst)
  for (const [name = '', ...parameters] of lines) setParameters(scst, name, parameters)
  return { iscsi }
}

/** `words` has split `name=value` in two. */
function setParameters(scst: Scst, module: ByteString, parameters: readonly ByteString[]): void {
  for (let i = 0; i < parameters.length; i += 2) {
    const name = `${module} ${parameters[i]}`
    const value = parameters[i + 1]
    if (!Object.hasOwn(PARAMETERS, name) || (value !== '0' && value !== '1')) {
      throw new Error(
        `Module parameter ${name}=${value}: known are ${Object.keys(PARAMETERS).join(', ')}, 0 or 1`,
      )
    }
    PARAMETERS[name]!(scst, value === '1')
  }
}

const handlersOf = (module: ByteString): readonly DeviceHandler[] => {
  if (module === 'scst_vdisk') return vdiskHandlers()
  if (module === 'scst_user') return [userHandler()]
  return passThroughHandlers(module)
}
