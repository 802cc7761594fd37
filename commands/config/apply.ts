import { isatty } from 'node:tty'
import { Flags } from '@oclif/core'
import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { configurationFile } from '../../src/cli/companions.ts'
import { ProgressTerminal } from '../../src/cli/progress-terminal.ts'

/** `scstadmin -config [<file>]` */
export default class ConfigApply extends ChangeCommand {
  static override args = { file: configurationFile }
  static override flags = {
    'preserve-cluster-mode': Flags.boolean({ summary: 'Leave cluster_mode of running devices alone.' }),
  }
  static override summary = summaryOf('config')

  async run(): Promise<number> {
    const parsed = await this.parse(ConfigApply)
    if (!isatty(2) || isatty(1)) return this.onConfiguration('config', parsed)
    const progress = new ProgressTerminal(this.terminal)
    this.environment = { ...this.environment, terminal: progress }
    const status = await this.onConfiguration('config', parsed)
    progress.end()
    return status
  }
}
