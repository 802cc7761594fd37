import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { configurationFile } from '../../src/cli/companions.ts'

/** `scstadmin -check_config [<file>]` */
export default class ConfigCheck extends ChangeCommand {
  static override args = { file: configurationFile }
  static override summary = summaryOf('check_config')

  async run(): Promise<number> {
    return this.onConfiguration('check_config', await this.parse(ConfigCheck))
  }
}
