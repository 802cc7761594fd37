import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyAttributes, anyGroup, device, driver, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -replace_lun <lun> -driver <driver> -target <target> [-group <group>] -device <device> -attributes <p=v,...>` */
export default class LunReplace extends ChangeCommand {
  static override args = { lun: operand('LUN') }
  static override flags = { driver, target, group: anyGroup, device, attributes: anyAttributes }
  static override summary = summaryOf('replace_lun')

  async run(): Promise<number> {
    return this.change('replace_lun', await this.parse(LunReplace))
  }
}
