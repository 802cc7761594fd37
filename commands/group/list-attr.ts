import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand, target } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_grp_attr <group> -driver <driver> -target <target>` */
export default class GroupListAttr extends ListCommand {
  static override args = { group: operand('group') }
  static override flags = { driver, target }
  static override summary = summaryOf('list_grp_attr')

  async run(): Promise<number> {
    return this.list('list_grp_attr', await this.parse(GroupListAttr))
  }
}
