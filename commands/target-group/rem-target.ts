import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { devGroup, operand, tgtGroup } from '../../src/cli/companions.ts'

/** `scstadmin -rem_tgrp_tgt <tgt> -dev_group <dgrp> -tgt_group <tgrp>` */
export default class TargetGroupRemTarget extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { 'dev-group': devGroup, 'tgt-group': tgtGroup }
  static override summary = summaryOf('rem_tgrp_tgt')

  async run(): Promise<number> {
    return this.change('rem_tgrp_tgt', await this.parse(TargetGroupRemTarget))
  }
}
