import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, operand } from '../../src/cli/companions.ts'

/** `scstadmin -set_dev_attr <device> -attributes <p=v,...>` */
export default class DeviceSetAttr extends ChangeCommand {
  static override args = { device: operand('device') }
  static override flags = { attributes }
  static override summary = summaryOf('set_dev_attr')

  async run(): Promise<number> {
    return this.change('set_dev_attr', await this.parse(DeviceSetAttr))
  }
}
