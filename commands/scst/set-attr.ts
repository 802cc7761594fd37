import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes } from '../../src/cli/companions.ts'

/** `scstadmin -set_scst_attr -attributes <p=v,...>` */
export default class ScstSetAttr extends ChangeCommand {
  static override flags = { attributes }
  static override summary = summaryOf('set_scst_attr')

  async run(): Promise<number> {
    return this.change('set_scst_attr', await this.parse(ScstSetAttr))
  }
}
