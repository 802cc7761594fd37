import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'

/** `scstadmin -add_dgrp <dgrp>` */
export default class DeviceGroupAdd extends ChangeCommand {
  static override args = { deviceGroup: operand('device group') }
  static override summary = summaryOf('add_dgrp')

  async run(): Promise<number> {
    return this.change('add_dgrp', await this.parse(DeviceGroupAdd))
  }
}
