import { Flags } from '@oclif/core'
import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyDriver, anyOperand } from '../../src/cli/companions.ts'

/** `scstadmin -issue_lip [<t>] [-driver <driver>]` */
export default class LipIssue extends ChangeCommand {
  static override args = { target: anyOperand('target') }
  static override flags = { driver: anyDriver, 'no-lip': Flags.boolean({ summary: 'Do nothing.' }) }
  static override summary = summaryOf('issue_lip')

  async run(): Promise<number> {
    return this.change('issue_lip', await this.parse(LipIssue))
  }
}
