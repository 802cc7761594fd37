import { Flags } from '@oclif/core'
import { path, SysfsCommand } from '../../src/cli/sysfs-command.ts'
import { parseValue } from '../../src/sysfs/text.ts'

/** `scstadmin sysfs read PATH`: as `cat` on a mount. */
export default class SysfsRead extends SysfsCommand {
  static override args = { path }
  static override description =
    'The exit status is the number of the error: 2 where there is no such entry, 1 where no SCST is reached.'
  static override flags = { json: Flags.boolean({ summary: 'Answer as JSON, value and key mark apart.' }) }
  static override summary = 'Show what an entry of the tree says.'

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SysfsRead)
    return this.onEntry(flags, args.path, async (sysfs, path) => {
      const content = await sysfs.read(path)
      if (!flags.json) return this.terminal.out(content)
      const { text, isKey } = parseValue(content)
      this.json({ path, value: text, key: isKey, content })
    })
  }
}
