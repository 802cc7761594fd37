import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyOperand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_driver [<driver>]` */
export default class DriverList extends ListCommand {
  static override args = { driver: anyOperand('driver') }
  static override summary = summaryOf('list_driver')

  async run(): Promise<number> {
    return this.list('list_driver', await this.parse(DriverList))
  }
}
