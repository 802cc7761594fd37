import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyDriver, anyOperand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_target [<target>] [-driver <driver>]` */
export default class TargetList extends ListCommand {
  static override args = { target: anyOperand('target') }
  static override flags = { driver: anyDriver }
  static override summary = summaryOf('list_target')

  async run(): Promise<number> {
    return this.list('list_target', await this.parse(TargetList))
  }
}
