import { Flags } from '@oclif/core'
import { type ByteString, fromUnicode, toUnicode } from '../lib/bytes.ts'
import { BaseCommand } from './base-command.ts'
import { ClassicCommand } from './classic-command.ts'
import { colour } from './colour.ts'

/** What a plan or comparison exits with when something would change. */
export const WOULD_CHANGE = 2

/** A look at what a configuration file would change, for people: coloured on a terminal. */
export abstract class PlanCommand extends ClassicCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    force: Flags.boolean({ summary: 'As with -force: remove and rebuild what the file does not say.' }),
    json: Flags.boolean({ summary: 'Answer as JSON.' }),
    'preserve-cluster-mode': Flags.boolean({ summary: 'Leave cluster_mode of running devices alone.' }),
  }

  protected line(mark: Mark, text: ByteString): void {
    this.terminal.out(fromUnicode(`${MARKS[mark](toUnicode(`${mark} ${text}`))}\n`))
  }
}

export type Mark = keyof typeof MARKS

const MARKS = {
  '+': colour.green,
  '-': colour.red,
  '~': colour.yellow,
  '!': colour.yellow,
  ' ': colour.reset,
}
