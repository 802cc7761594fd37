import { summaryOf } from '../../src/cli/classic-command.ts'
import { devGroup, operand, tgtGroup } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_ttgt_attr <tgt> -dev_group <dgrp> -tgt_group <tgrp>` */
export default class TargetGroupListTargetAttr extends ListCommand {
  static override args = { target: operand('target') }
  static override flags = { 'dev-group': devGroup, 'tgt-group': tgtGroup }
  static override summary = summaryOf('list_ttgt_attr')

  async run(): Promise<number> {
    return this.list('list_ttgt_attr', await this.parse(TargetGroupListTargetAttr))
  }
}
