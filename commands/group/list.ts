import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyDriver, anyOperand, anyTarget } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_group [<group>] [-driver <driver>] [-target <target>]` */
export default class GroupList extends ListCommand {
  static override args = { group: anyOperand('group') }
  static override flags = { driver: anyDriver, target: anyTarget }
  static override summary = summaryOf('list_group')

  async run(): Promise<number> {
    return this.list('list_group', await this.parse(GroupList))
  }
}
