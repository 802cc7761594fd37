import { Flags } from '@oclif/core'
import { Running } from '../src/admin/running.ts'
import { BaseCommand } from '../src/cli/base-command.ts'
import { readStatus } from '../src/cli/status.ts'
import { printStatus } from '../src/cli/status-table.ts'

/** `scstadmin status` */
export default class Status extends BaseCommand {
  static override flags = { json: Flags.boolean({ summary: 'Answer as JSON.' }) }
  static override summary = 'Show targets, LUNs, sessions and their load at a glance.'

  async run(): Promise<number> {
    const { flags } = await this.parse(Status)
    return this.withSysfs(flags, async (sysfs) => {
      const status = readStatus(await Running.read(sysfs))
      if (flags.json) this.json(status)
      else this.terminal.out(printStatus(status, process.stdout.columns))
      return 0
    })
  }
}
