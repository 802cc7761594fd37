import { summaryOf } from '../../src/cli/classic-command.ts'
import { driver, group, operand, target } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_init_attr <init> -driver <driver> -target <target> -group <group>` */
export default class InitiatorListAttr extends ListCommand {
  static override args = { initiator: operand('initiator') }
  static override flags = { driver, target, group }
  static override summary = summaryOf('list_init_attr')

  async run(): Promise<number> {
    return this.list('list_init_attr', await this.parse(InitiatorListAttr))
  }
}
