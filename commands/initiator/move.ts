import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, group, operand, target, to } from '../../src/cli/companions.ts'

/** `scstadmin -move_init <init> -driver <driver> -target <target> -group <group 1> -to <group 2>` */
export default class InitiatorMove extends ChangeCommand {
  static override args = { initiator: operand('initiator') }
  static override flags = { driver, target, group, to }
  static override summary = summaryOf('move_init')

  async run(): Promise<number> {
    return this.change('move_init', await this.parse(InitiatorMove))
  }
}
