import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { devGroup, operand } from '../../src/cli/companions.ts'

/** `scstadmin -add_tgrp <tgrp> -dev_group <dgrp>` */
export default class TargetGroupAdd extends ChangeCommand {
  static override args = { targetGroup: operand('target group') }
  static override flags = { 'dev-group': devGroup }
  static override summary = summaryOf('add_tgrp')

  async run(): Promise<number> {
    return this.change('add_tgrp', await this.parse(TargetGroupAdd))
  }
}
