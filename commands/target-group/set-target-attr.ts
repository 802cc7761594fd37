import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { attributes, devGroup, operand, tgtGroup } from '../../src/cli/companions.ts'

/** `scstadmin -set_ttgt_attr <tgt> -dev_group <dgrp> -tgt_group <tgrp> -attributes <p=v,...>` */
export default class TargetGroupSetTargetAttr extends ChangeCommand {
  static override args = { target: operand('target') }
  static override flags = { 'dev-group': devGroup, 'tgt-group': tgtGroup, attributes }
  static override summary = summaryOf('set_ttgt_attr')

  async run(): Promise<number> {
    return this.change('set_ttgt_attr', await this.parse(TargetGroupSetTargetAttr))
  }
}
