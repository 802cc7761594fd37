import { BaseCommand } from '../../src/cli/base-command.ts'
import { COMPLETION_SCRIPTS } from '../../src/cli/completion-scripts.ts'

/** `scstadmin completion zsh` */
export default class CompletionZsh extends BaseCommand {
  static override summary = 'Print what zsh reads to complete scstadmin command lines.'

  async run(): Promise<number> {
    this.terminal.out(COMPLETION_SCRIPTS.zsh)
    return 0
  }
}
