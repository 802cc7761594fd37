import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { handler, operand } from '../../src/cli/companions.ts'

/** `scstadmin -close_dev <device> -handler <handler>` */
export default class DeviceClose extends ChangeCommand {
  static override args = { device: operand('device') }
  static override flags = { handler }
  static override summary = summaryOf('close_dev')

  async run(): Promise<number> {
    return this.change('close_dev', await this.parse(DeviceClose))
  }
}
