import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand } from '../../src/cli/companions.ts'

/** `scstadmin -enable_target <t> -driver <driver>` */
export default class TargetEnable extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { driver }
  static override summary = summaryOf('enable_target')

  async run(): Promise<number> {
    return this.change('enable_target', await this.parse(TargetEnable))
  }
}
