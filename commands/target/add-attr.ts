import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, driver, operand } from '../../src/cli/companions.ts'

/** `scstadmin -add_tgt_attr <target> -driver <driver> -attributes <p=v,...>` */
export default class TargetAddAttr extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { driver, attributes }
  static override summary = summaryOf('add_tgt_attr')

  async run(): Promise<number> {
    return this.change('add_tgt_attr', await this.parse(TargetAddAttr))
  }
}
