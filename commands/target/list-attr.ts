import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, operand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_tgt_attr <target> -driver <driver>` */
export default class TargetListAttr extends ListCommand {
  static override args = { target: operand('target') }
  static override flags = { driver }
  static override summary = summaryOf('list_tgt_attr')

  async run(): Promise<number> {
    return this.list('list_tgt_attr', await this.parse(TargetListAttr))
  }
}
