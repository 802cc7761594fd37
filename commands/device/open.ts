import { ChangeCommand } from '../../src/cli/change-command.ts'
import { summaryOf } from '../../src/cli/classic-command.ts'
import { anyAttributes, handler, operand } from '../../src/cli/companions.ts'

/** `scstadmin -open_dev <device> -handler <handler> -attributes <p=v,...>` */
export default class DeviceOpen extends ChangeCommand {
  static override args = { device: operand('device') }
  static override flags = { handler, attributes: anyAttributes }
  static override summary = summaryOf('open_dev')

  async run(): Promise<number> {
    return this.change('open_dev', await this.parse(DeviceOpen))
  }
}
