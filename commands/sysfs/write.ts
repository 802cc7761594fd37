import { Flags } from '@oclif/core'
import { operand } from '../../src/cli/companions.ts'
import { path, SysfsCommand } from '../../src/cli/sysfs-command.ts'

/** `scstadmin sysfs write PATH TEXT`: as `echo TEXT > PATH` on a mount. */
export default class SysfsWrite extends SysfsCommand {
  static override args = { path, text: operand('command or value') }
  static override description =
    'The whole text goes as one write, with a newline behind it. The exit status is the number of the error.'
  static override flags = { bare: Flags.boolean({ char: 'n', summary: 'Without the newline.' }) }
  static override summary = 'Write a command or value to an entry of the tree.'

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SysfsWrite)
    const text = flags.bare ? args.text : `${args.text}\n`
    return this.onEntry(flags, args.path, (sysfs, path) => sysfs.write(path, text))
  }
}
