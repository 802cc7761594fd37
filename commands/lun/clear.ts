import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyGroup, driver, target } from '../../src/cli/companions.ts'

/** `scstadmin -clear_luns -driver <driver> -target <target> [-group <group>]` */
export default class LunClear extends ChangeCommand {
  static override flags = { driver, target, group: anyGroup }
  static override summary = summaryOf('clear_luns')

  async run(): Promise<number> {
    return this.change('clear_luns', await this.parse(LunClear))
  }
}
