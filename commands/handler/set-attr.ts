import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, operand } from '../../src/cli/companions.ts'

/** `scstadmin -set_hnd_attr <hndlr> -attributes <p=v,...>` */
export default class HandlerSetAttr extends ChangeCommand {
  static override args = { handler: operand('handler') }
  static override flags = { attributes }
  static override summary = summaryOf('set_hnd_attr')

  async run(): Promise<number> {
    return this.change('set_hnd_attr', await this.parse(HandlerSetAttr))
  }
}
