import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_drv_attr <driver>` */
export default class DriverListAttr extends ListCommand {
  static override args = { driver: operand('driver') }
  static override summary = summaryOf('list_drv_attr')

  async run(): Promise<number> {
    return this.list('list_drv_attr', await this.parse(DriverListAttr))
  }
}
