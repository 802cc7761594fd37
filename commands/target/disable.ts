import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand } from '../../src/cli/companions.ts'

/** `scstadmin -disable_target <t> -driver <driver>` */
export default class TargetDisable extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { driver }
  static override summary = summaryOf('disable_target')

  async run(): Promise<number> {
    return this.change('disable_target', await this.parse(TargetDisable))
  }
}
