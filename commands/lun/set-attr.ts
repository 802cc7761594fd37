import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyGroup, attributes, driver, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -set_lun_attr <lun> -driver <driver> -target <target> [-group <group>] -attributes <p=v,...>` */
export default class LunSetAttr extends ChangeCommand {
  static override args = { lun: operand('LUN') }
  static override flags = { driver, target, group: anyGroup, attributes }
  static override summary = summaryOf('set_lun_attr')

  async run(): Promise<number> {
    return this.change('set_lun_attr', await this.parse(LunSetAttr))
  }
}
