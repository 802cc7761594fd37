import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, devGroup, operand } from '../../src/cli/companions.ts'

/** `scstadmin -set_tgrp_attr <tgrp> -dev_group <dgrp> -attributes <p=v,...>` */
export default class TargetGroupSetAttr extends ChangeCommand {
  static override args = { targetGroup: operand('target group') }
  static override flags = { 'dev-group': devGroup, attributes }
  static override summary = summaryOf('set_tgrp_attr')

  async run(): Promise<number> {
    return this.change('set_tgrp_attr', await this.parse(TargetGroupSetAttr))
  }
}
