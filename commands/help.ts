import { Args, Help } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.ts'

/** `scstadmin help [COMMAND…]`; `scstadmin -help` is the classic one. */
export default class HelpCommand extends BaseCommand {
  static override args = { command: Args.string({ description: 'command or topic', ignoreStdin: true }) }
  static override strict = false
  static override summary = 'Show the commands, or how to use one.'

  async run(): Promise<number> {
    const { argv } = await this.parse(HelpCommand)
    await new Help(this.config).showHelp(argv.map(String))
    return 0
  }
}
