import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyGroup, driver, operand, target } from '../../src/cli/companions.ts'

/** `scstadmin -rem_lun <lun> -driver <driver> -target <target> [-group <group>]` */
export default class LunRem extends ChangeCommand {
  static override args = { lun: operand('LUN') }
  static override flags = { driver, target, group: anyGroup }
  static override summary = summaryOf('rem_lun')

  async run(): Promise<number> {
    return this.change('rem_lun', await this.parse(LunRem))
  }
}
