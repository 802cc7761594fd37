import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyGroup, driver, operand, target } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_lun_attr <lun> -driver <driver> -target <target> [-group <group>]` */
export default class LunListAttr extends ListCommand {
  static override args = { lun: operand('LUN') }
  static override flags = { driver, target, group: anyGroup }
  static override summary = summaryOf('list_lun_attr')

  async run(): Promise<number> {
    return this.list('list_lun_attr', await this.parse(LunListAttr))
  }
}
