import { summaryOf } from '../../src/cli/classic-command.ts'
import { ListCommand } from '../../src/cli/list-command.ts'

/** `scstadmin -list_sessions` */
export default class SessionList extends ListCommand {
  static override summary = summaryOf('list_sessions')

  async run(): Promise<number> {
    return this.list('list_sessions', await this.parse(SessionList))
  }
}
