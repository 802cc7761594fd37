import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyOperand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_device [<device>]` */
export default class DeviceList extends ListCommand {
  static override args = { device: anyOperand('device') }
  static override summary = summaryOf('list_device')

  async run(): Promise<number> {
    return this.list('list_device', await this.parse(DeviceList))
  }
}
