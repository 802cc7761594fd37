import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, driver, group, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -set_init_attr <init> -driver <driver> -target <target> -group <group> -attributes <p=v,...>` */
export default class InitiatorSetAttr extends ChangeCommand {
  static override args = { initiator: operand('initiator') }
  static override flags = { driver, target, group, attributes }
  static override summary = summaryOf('set_init_attr')

  async run(): Promise<number> {
    return this.change('set_init_attr', await this.parse(InitiatorSetAttr))
  }
}
