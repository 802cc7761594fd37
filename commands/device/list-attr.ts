import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_dev_attr <device>` */
export default class DeviceListAttr extends ListCommand {
  static override args = { device: operand('device') }
  static override summary = summaryOf('list_dev_attr')

  async run(): Promise<number> {
    return this.list('list_dev_attr', await this.parse(DeviceListAttr))
  }
}
