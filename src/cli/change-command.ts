import { Flags } from '@oclif/core'
import { BaseCommand } from './base-command.ts'
import { ClassicCommand } from './classic-command.ts'
import { givenBy, type Parsed } from './companions.ts'
import { makeChange } from './frame.ts'
import { legacyOption } from './legacy-options.ts'
import { CHANGES, WHOLE } from './operations.ts'

/** A change of one object, as the classic option makes it. */
export abstract class ChangeCommand extends ClassicCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    force: Flags.boolean({ summary: 'Do it also where something is in use.' }),
    noprompt: Flags.boolean({ summary: 'Never ask.' }),
    'cont-on-err': Flags.boolean({ summary: 'Go on behind a failed change.' }),
    debug: Flags.boolean({ summary: 'Show each write instead of doing it.' }),
    lip: Flags.boolean({ summary: 'Issue a LIP when fibre channel targets were changed.' }),
  }

  protected override get isAnswer(): boolean {
    return false
  }

  protected change(name: string, parsed: Parsed): Promise<number> {
    return this.withRun(parsed, (run) =>
      makeChange(run, CHANGES[name]!, givenBy(parsed), legacyOption(name).prompts === true),
    )
  }

  /** What concerns the whole configuration. */
  protected onConfiguration(name: string, parsed: Parsed): Promise<number> {
    return this.onRun(parsed, (run) => WHOLE[name]!(run, givenBy(parsed).name))
  }
}
