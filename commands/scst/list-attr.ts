import { summaryOf } from '../../src/cli/classic-command.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_scst_attr` */
export default class ScstListAttr extends ListCommand {
  static override summary = summaryOf('list_scst_attr')

  async run(): Promise<number> {
    return this.list('list_scst_attr', await this.parse(ScstListAttr))
  }
}
