import { Flags } from '@oclif/core'
import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'

/** `scstadmin -write_config <file>` */
export default class ConfigWrite extends ChangeCommand {
  static override args = { file: operand('file to write') }
  static override flags = { nonkey: Flags.boolean({ summary: 'Save attributes at their default, too.' }) }
  static override summary = summaryOf('write_config')

  async run(): Promise<number> {
    return this.onConfiguration('write_config', await this.parse(ConfigWrite))
  }
}
