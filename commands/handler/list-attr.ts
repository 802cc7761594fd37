import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_hnd_attr <hndlr>` */
export default class HandlerListAttr extends ListCommand {
  static override args = { handler: operand('handler') }
  static override summary = summaryOf('list_hnd_attr')

  async run(): Promise<number> {
    return this.list('list_hnd_attr', await this.parse(HandlerListAttr))
  }
}
