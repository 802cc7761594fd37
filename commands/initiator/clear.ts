import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, group, target } from '../../src/cli/companions.ts'

/** `scstadmin -clear_inits -driver <driver> -target <target> -group <group>` */
export default class InitiatorClear extends ChangeCommand {
  static override flags = { driver, target, group }
  static override summary = summaryOf('clear_inits')

  async run(): Promise<number> {
    return this.change('clear_inits', await this.parse(InitiatorClear))
  }
}
