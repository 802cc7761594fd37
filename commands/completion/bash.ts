import { BaseCommand } from '../../src/cli/base-command.ts'
import { COMPLETION_SCRIPTS } from '../../src/cli/completion-scripts.ts'

/** `scstadmin completion bash` */
export default class CompletionBash extends BaseCommand {
  static override summary = 'Print what bash reads to complete scstadmin command lines.'

  async run(): Promise<number> {
    this.terminal.out(COMPLETION_SCRIPTS.bash)
    return 0
  }
}
