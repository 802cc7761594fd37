import { summaryOf } from '../../src/cli/classic-command.ts'
import { devGroup, operand } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_tgrp_attr <tgrp> -dev_group <dgrp>` */
export default class TargetGroupListAttr extends ListCommand {
  static override args = { targetGroup: operand('target group') }
  static override flags = { 'dev-group': devGroup }
  static override summary = summaryOf('list_tgrp_attr')

  async run(): Promise<number> {
    return this.list('list_tgrp_attr', await this.parse(TargetGroupListAttr))
  }
}
