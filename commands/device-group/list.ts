import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyOperand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_dgrp [<dgrp>]` */
export default class DeviceGroupList extends ListCommand {
  static override args = { deviceGroup: anyOperand('device group') }
  static override summary = summaryOf('list_dgrp')

  async run(): Promise<number> {
    return this.list('list_dgrp', await this.parse(DeviceGroupList))
  }
}
