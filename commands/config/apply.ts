import { Flags } from '@oclif/core'
import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { configurationFile } from '../../src/cli/companions.ts'

/** `scstadmin -config [<file>]` */
export default class ConfigApply extends ChangeCommand {
  static override args = { file: configurationFile }
  static override flags = {
    'preserve-cluster-mode': Flags.boolean({ summary: 'Leave cluster_mode of running devices alone.' }),
  }
  static override summary = summaryOf('config')

  async run(): Promise<number> {
    return this.onConfiguration('config', await this.parse(ConfigApply))
  }
}
