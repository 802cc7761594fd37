import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, driver, operand } from '../../src/cli/companions.ts'

/** `scstadmin -set_tgt_attr <target> -driver <driver> -attributes <p=v,...>` */
export default class TargetSetAttr extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { driver, attributes }
  static override summary = summaryOf('set_tgt_attr')

  async run(): Promise<number> {
    return this.change('set_tgt_attr', await this.parse(TargetSetAttr))
  }
}
