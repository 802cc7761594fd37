import type { Command } from '@oclif/core'
import { Running } from '../../src/admin/running.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { type CommandShape, complete } from '../../src/cli/complete.ts'
import { parseOptions } from '../../src/cli/getopt.ts'
import { LEGACY_OPTIONS } from '../../src/cli/legacy-options.ts'
import { choosePlace, openSysfs } from '../../src/sysfs/open.ts'

/** `scstadmin completion words -- WORD…`: what the shells' scripts ask. */
export default class CompletionWords extends BaseCommand {
  static override hidden = true
  static override summary = 'Words that fit where the last of the given ones stands.'

  async run(): Promise<number> {
    const end = this.argv.indexOf('--')
    const words = this.argv.slice(end + 1)
    const { flags } = await this.parse(CompletionWords, this.argv.slice(0, end))
    const commands = this.config.commands.filter(({ hidden }) => !hidden).map(shapeOf)
    const { values } = parseOptions(LEGACY_OPTIONS, words.slice(0, -1))
    const running = await this.#running({ ...flags, ...Object.fromEntries(values) })
    for (const word of complete(words, commands, running)) this.terminal.out(`${word}\n`)
    return 0
  }

  /** Nobody is told when nothing runs: there are just no names. */
  async #running(flags: { sysfs?: string | undefined; socket?: string | undefined }) {
    const { sysfs: given, env } = this.environment
    try {
      const sysfs = given ?? (await openSysfs(choosePlace(flags, env)))
      return await Running.read(sysfs)
    } catch {
      return undefined
    }
  }
}

const shapeOf = ({ id, args, flags }: Command.Loadable): CommandShape => ({
  name: id.replaceAll(':', ' '),
  args: Object.keys(args),
  flags: Object.values(flags).map(({ name, type }) => ({ name, takesValue: type === 'option' })),
})
