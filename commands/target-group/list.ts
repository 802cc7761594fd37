import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyOperand, devGroup } from '../../src/cli/companions.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_tgrp [<tgrp>] [-dev_group <dgrp>]` */
export default class TargetGroupList extends ListCommand {
  static override args = { targetGroup: anyOperand('target group') }
  static override flags = { 'dev-group': devGroup }
  static override summary = summaryOf('list_tgrp')

  async run(): Promise<number> {
    return this.list('list_tgrp', await this.parse(TargetGroupList))
  }
}
