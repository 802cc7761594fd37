import { BaseCommand } from '../../src/cli/base-command.ts'
import { COMPLETION_SCRIPTS } from '../../src/cli/completion-scripts.ts'

/** `scstadmin completion fish` */
export default class CompletionFish extends BaseCommand {
  static override summary = 'Print what fish reads to complete scstadmin command lines.'

  async run(): Promise<number> {
    this.terminal.out(COMPLETION_SCRIPTS.fish)
    return 0
  }
}
