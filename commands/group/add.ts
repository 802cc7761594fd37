import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -add_group <group> -driver <driver> -target <target>` */
export default class GroupAdd extends ChangeCommand {
  static override args = { group: operand('group') }
  static override flags = { driver, target }
  static override summary = summaryOf('add_group')

  async run(): Promise<number> {
    return this.change('add_group', await this.parse(GroupAdd))
  }
}
