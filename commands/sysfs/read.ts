import { path, SysfsCommand } from '../../src/cli/sysfs-command.ts'

/** `scstadmin sysfs read PATH`: as `cat` on a mount. */
export default class SysfsRead extends SysfsCommand {
  static override args = { path }
  static override description = 'The exit status is the number of the error: 2 where there is no such entry.'
  static override summary = 'Show what an entry of the tree says.'

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SysfsRead)
    return this.onEntry(flags, args.path, async (sysfs, path) => this.terminal.out(await sysfs.read(path)))
  }
}
