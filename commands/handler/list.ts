import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyOperand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_handler [<hndlr>]` */
export default class HandlerList extends ListCommand {
  static override args = { handler: anyOperand('handler') }
  static override summary = summaryOf('list_handler')

  async run(): Promise<number> {
    return this.list('list_handler', await this.parse(HandlerList))
  }
}
