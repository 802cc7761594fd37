import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, group, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -rem_init <user> -driver <driver> -target <target> -group <group>` */
export default class InitiatorRem extends ChangeCommand {
  static override args = { initiator: operand('initiator') }
  static override flags = { driver, target, group }
  static override summary = summaryOf('rem_init')

  async run(): Promise<number> {
    return this.change('rem_init', await this.parse(InitiatorRem))
  }
}
