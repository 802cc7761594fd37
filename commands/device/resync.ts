import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { operand } from '../../src/cli/companions.ts'

/** `scstadmin -resync_dev <device>` */
export default class DeviceResync extends ChangeCommand {
  static override args = { device: operand('device') }
  static override summary = summaryOf('resync_dev')

  async run(): Promise<number> {
    return this.change('resync_dev', await this.parse(DeviceResync))
  }
}
