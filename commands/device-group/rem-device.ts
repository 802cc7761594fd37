import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { devGroup, operand } from '../../src/cli/companions.ts'

/** `scstadmin -rem_dgrp_dev <device> -dev_group <dgroup>` */
export default class DeviceGroupRemDevice extends ChangeCommand {
  static override args = { device: operand('device') }
  static override flags = { 'dev-group': devGroup }
  static override summary = summaryOf('rem_dgrp_dev')

  async run(): Promise<number> {
    return this.change('rem_dgrp_dev', await this.parse(DeviceGroupRemDevice))
  }
}
