import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_dgrp_attr <dgrp>` */
export default class DeviceGroupListAttr extends ListCommand {
  static override args = { deviceGroup: operand('device group') }
  static override summary = summaryOf('list_dgrp_attr')

  async run(): Promise<number> {
    return this.list('list_dgrp_attr', await this.parse(DeviceGroupListAttr))
  }
}
