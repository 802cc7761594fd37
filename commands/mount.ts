import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { BaseCommand } from '../src/cli/base-command.ts'
import { operand } from '../src/cli/companions.ts'
import { toUnicode } from '../src/lib/bytes.ts'
import { choosePlace } from '../src/sysfs/open.ts'

/** `scstadmin mount DIR` */
export default class Mount extends BaseCommand {
  static override args = { directory: operand('directory to mount on') }
  static override description = 'Serves the mount until it is unmounted or the command is ended. Needs root.'
  static override summary = 'Show the tree as a file system.'

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Mount)
    const place = choosePlace(flags, this.environment.env)
    const server = join(this.config.root, 'bin/scstd-mount.js')
    const option = place.kind === 'directory' ? '--sysfs' : '--socket'
    const child = spawn(
      process.execPath,
      [server, option, toUnicode(place.path), toUnicode(args.directory)],
      { stdio: 'inherit' },
    )
    // The child gets the terminal's signals itself; what is sent to us alone goes on to it.
    process.on('SIGTERM', () => child.kill('SIGTERM')).on('SIGINT', () => {})
    const [status] = (await once(child, 'exit')) as [number | null]
    return status ?? 1
  }
}
