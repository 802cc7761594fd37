import { CopyManager } from '../core/copy-manager.ts'
import type { TargetDriver } from '../core/driver.ts'
import type { Scst } from '../core/scst.ts'
import { ScstLocal } from '../core/scst-local.ts'
import { IscsiDriver } from '../iscsi/driver.ts'
import { copyManager } from './copy-manager.ts'
import { type Directory, directory, members } from './directory.ts'
import { closedIscsiDriver, iscsiDriver } from './iscsi/driver.ts'
import type { DirectoryPlace } from './place.ts'
import { scstLocal } from './scst-local.ts'

const placeOf = (driver: TargetDriver): DirectoryPlace => {
  if (driver instanceof IscsiDriver) {
    return directory(driver.openState === 'closed' ? closedIscsiDriver : iscsiDriver, driver)
  }
  if (driver instanceof CopyManager) return directory(copyManager, driver)
  if (driver instanceof ScstLocal) return directory(scstLocal, driver)
  throw new Error(`Driver ${driver.name} has no directory`)
}

/** `targets/`: one directory for each driver. */
export const drivers: Directory<Scst> = {
  attributes: {},
  children: [members((scst) => scst.drivers, placeOf)],
}
