import { Flags } from '@oclif/core'
import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'

/** `scstadmin -clear_config -force` */
export default class ConfigClear extends ChangeCommand {
  static override flags = {
    force: Flags.boolean({ required: true, summary: 'Yes, everything.' }),
  }
  static override summary = summaryOf('clear_config')

  async run(): Promise<number> {
    return this.onConfiguration('clear_config', await this.parse(ConfigClear))
  }
}
