import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, operand } from '../../src/cli/companions.ts'

/** `scstadmin -set_dgrp_attr <dgrp> -attributes <p=v,...>` */
export default class DeviceGroupSetAttr extends ChangeCommand {
  static override args = { deviceGroup: operand('device group') }
  static override flags = { attributes }
  static override summary = summaryOf('set_dgrp_attr')

  async run(): Promise<number> {
    return this.change('set_dgrp_attr', await this.parse(DeviceGroupSetAttr))
  }
}
