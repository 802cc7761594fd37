import { summaryOf } from '../../src/cli/classic-command.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -dumpAttrs` */
export default class ScstDumpAttrs extends ListCommand {
  static override summary = summaryOf('dumpAttrs')

  async run(): Promise<number> {
    return this.list('dumpAttrs', await this.parse(ScstDumpAttrs))
  }
}
