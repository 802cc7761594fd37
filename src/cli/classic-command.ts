import { Run, type RunOptions } from '../admin/run.ts'
import { BaseCommand } from './base-command.ts'
import type { Parsed } from './companions.ts'
import { legacyOption } from './legacy-options.ts'

/** What a command shares with its classic option. */
export const summaryOf = (name: string): string => legacyOption(name).summary

/** A command with a classic option: the same code behind both, the same text from both. */
export abstract class ClassicCommand extends BaseCommand {
  /** From banner to `All done.` */
  protected withRun(parsed: Parsed, work: (run: Run) => Promise<number>): Promise<number> {
    return this.onRun(parsed, async (run) => {
      await run.begin()
      return run.end(await work(run))
    })
  }

  /** With what the flags say, but nothing read yet. */
  protected onRun({ flags }: Parsed, work: (run: Run) => Promise<number>): Promise<number> {
    return this.withSysfs(flags, (sysfs) => {
      const run = new Run(sysfs, this.terminal, this.#options(flags))
      this.environment.onInterrupt?.(() => run.interrupt())
      return work(run)
    })
  }

  #options(flags: Parsed['flags']): RunOptions {
    return {
      compatibility: this.asked(flags).isStrict ? 'strict' : 'default',
      force: flags.force === true,
      noPrompt: flags.noprompt === true,
      continueOnError: flags['cont-on-err'] === true,
      nonKey: flags.nonkey === true,
      debug: flags.debug === true,
      lip: flags.lip === true,
      noLip: flags['no-lip'] === true,
      preserveClusterMode: flags['preserve-cluster-mode'] === true,
    }
  }
}
