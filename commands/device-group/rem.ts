import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'

/** `scstadmin -rem_dgrp <dgrp>` */
export default class DeviceGroupRem extends ChangeCommand {
  static override args = { deviceGroup: operand('device group') }
  static override summary = summaryOf('rem_dgrp')

  async run(): Promise<number> {
    return this.change('rem_dgrp', await this.parse(DeviceGroupRem))
  }
}
