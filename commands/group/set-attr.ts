import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, driver, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -set_grp_attr <group> -driver <driver> -target <target> -attributes <p=v,...>` */
export default class GroupSetAttr extends ChangeCommand {
  static override args = { group: operand('group') }
  static override flags = { driver, target, attributes }
  static override summary = summaryOf('set_grp_attr')

  async run(): Promise<number> {
    return this.change('set_grp_attr', await this.parse(GroupSetAttr))
  }
}
