import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, group, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -add_init <init> -driver <driver> -target <target> -group <group>` */
export default class InitiatorAdd extends ChangeCommand {
  static override args = { initiator: operand('initiator') }
  static override flags = { driver, target, group }
  static override summary = summaryOf('add_init')

  async run(): Promise<number> {
    return this.change('add_init', await this.parse(InitiatorAdd))
  }
}
