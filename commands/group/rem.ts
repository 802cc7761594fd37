import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -rem_group <group> -driver <driver> -target <target>` */
export default class GroupRem extends ChangeCommand {
  static override args = { group: operand('group') }
  static override flags = { driver, target }
  static override summary = summaryOf('rem_group')

  async run(): Promise<number> {
    return this.change('rem_group', await this.parse(GroupRem))
  }
}
