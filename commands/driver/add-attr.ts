import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, operand } from '../../src/cli/companions.ts'

/** `scstadmin -add_drv_attr <driver> -attributes <p=v,...>` */
export default class DriverAddAttr extends ChangeCommand {
  static override args = { driver: operand('driver') }
  static override flags = { attributes }
  static override summary = summaryOf('add_drv_attr')

  async run(): Promise<number> {
    return this.change('add_drv_attr', await this.parse(DriverAddAttr))
  }
}
