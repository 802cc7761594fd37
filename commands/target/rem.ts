import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand } from '../../src/cli/companions.ts'

/** `scstadmin -rem_target <target> -driver <driver>` */
export default class TargetRem extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { driver }
  static override summary = summaryOf('rem_target')

  async run(): Promise<number> {
    return this.change('rem_target', await this.parse(TargetRem))
  }
}
