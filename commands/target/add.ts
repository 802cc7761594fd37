import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyAttributes, driver, operand } from '../../src/cli/companions.ts'

/** `scstadmin -add_target <target> -driver <driver>` */
export default class TargetAdd extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { driver, attributes: anyAttributes }
  static override summary = summaryOf('add_target')

  async run(): Promise<number> {
    return this.change('add_target', await this.parse(TargetAdd))
  }
}
