import { applyConfiguration, checkConfiguration } from '../admin/apply.ts'
import { clearConfiguration } from '../admin/clear.ts'
import type { Run } from '../admin/run.ts'
import { writeConfiguration } from '../admin/write.ts'
import type { ByteString } from '../lib/bytes.ts'
import * as attributes from './change/attributes.ts'
import type { Change } from './change/change.ts'
import * as deviceGroups from './change/device-groups.ts'
import * as devices from './change/devices.ts'
import * as groups from './change/groups.ts'
import * as luns from './change/luns.ts'
import * as set from './change/set.ts'
import * as targets from './change/targets.ts'
import * as attributeQueries from './query/attributes.ts'
import * as deviceGroupQueries from './query/device-groups.ts'
import * as driverQueries from './query/drivers.ts'
import { dumpAttributes } from './query/dump.ts'
import * as groupQueries from './query/groups.ts'
import * as handlerQueries from './query/handlers.ts'
import type { Query } from './query/listing.ts'
import * as sessionQueries from './query/sessions.ts'

/** Who answers which classic query. */
export const QUERIES: Readonly<Record<string, Query>> = {
  list_handler: handlerQueries.listHandlers,
  list_device: handlerQueries.listDevices,
  list_dgrp: deviceGroupQueries.listDeviceGroups,
  list_tgrp: deviceGroupQueries.listTargetGroups,
  list_driver: driverQueries.listDrivers,
  list_target: driverQueries.listTargets,
  list_group: groupQueries.listGroups,
  list_sessions: sessionQueries.listSessions,
  list_scst_attr: attributeQueries.listScstAttributes,
  list_hnd_attr: attributeQueries.listHandlerAttributes,
  list_dev_attr: attributeQueries.listDeviceAttributes,
  list_drv_attr: attributeQueries.listDriverAttributes,
  list_tgt_attr: attributeQueries.listTargetAttributes,
  list_grp_attr: attributeQueries.listGroupAttributes,
  list_lun_attr: attributeQueries.listLunAttributes,
  list_init_attr: attributeQueries.listInitiatorAttributes,
  list_dgrp_attr: attributeQueries.listDeviceGroupAttributes,
  list_tgrp_attr: attributeQueries.listTargetGroupAttributes,
  list_ttgt_attr: attributeQueries.listTargetGroupTargetAttributes,
  dumpAttrs: dumpAttributes,
}

/** Who does which classic change of one object. */
export const CHANGES: Readonly<Record<string, Change>> = {
  set_scst_attr: set.setScstAttributes,
  set_hnd_attr: set.setHandlerAttributes,
  set_dev_attr: set.setDeviceAttributes,
  set_dgrp_attr: set.setDeviceGroupAttributes,
  set_tgrp_attr: set.setTargetGroupAttributes,
  set_ttgt_attr: set.setTargetGroupTargetAttributes,
  set_drv_attr: set.setDriverAttributes,
  set_tgt_attr: set.setTargetAttributes,
  set_grp_attr: set.setGroupAttributes,
  set_lun_attr: set.setLunAttributes,
  set_init_attr: set.setInitiatorAttributes,
  add_drv_attr: attributes.addDriverAttributes,
  add_tgt_attr: attributes.addTargetAttributes,
  rem_drv_attr: attributes.removeDriverAttributes,
  rem_tgt_attr: attributes.removeTargetAttributes,
  open_dev: devices.openDevice,
  close_dev: devices.closeDevice,
  resync_dev: set.resyncDevice,
  add_dgrp: deviceGroups.addDeviceGroup,
  rem_dgrp: deviceGroups.removeDeviceGroup,
  add_dgrp_dev: deviceGroups.addDeviceGroupDevice,
  rem_dgrp_dev: deviceGroups.removeDeviceGroupDevice,
  add_tgrp: deviceGroups.addTargetGroup,
  rem_tgrp: deviceGroups.removeTargetGroup,
  add_tgrp_tgt: deviceGroups.addTargetGroupTarget,
  rem_tgrp_tgt: deviceGroups.removeTargetGroupTarget,
  add_target: targets.addTarget,
  rem_target: targets.removeTarget,
  add_group: groups.addGroup,
  rem_group: groups.removeGroup,
  add_init: groups.addInitiator,
  rem_init: groups.removeInitiator,
  move_init: groups.moveInitiator,
  clear_inits: groups.clearInitiators,
  add_lun: luns.addLun,
  rem_lun: luns.removeLun,
  replace_lun: luns.replaceLun,
  clear_luns: luns.clearLuns,
  enable_target: targets.enableTarget,
  disable_target: targets.disableTarget,
  issue_lip: targets.lip,
}

/** Who does what concerns the whole configuration, from banner to `All done.`; answers the exit status. */
export const WHOLE: Readonly<Record<string, (run: Run, file: ByteString) => Promise<number>>> = {
  config: applyConfiguration,
  check_config: checkConfiguration,
  write_config: writeConfiguration,
  clear_config: clearConfiguration,
}
