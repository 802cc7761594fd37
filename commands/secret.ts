import { randomBytes } from 'node:crypto'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.ts'

/** 22 letters of 6 bits carry 128 random bits, 16 letters the 96 that CHAP asks for (RFC 7143 §9.2.1). */
const LETTERS = 22
const FEWEST = 16
const MOST = 255

/** `scstadmin secret` */
export default class Secret extends BaseCommand {
  static override description =
    "Nothing is stored. Microsoft's initiator takes 16 letters at most: --letters 16."
  static override flags = {
    letters: Flags.integer({
      default: LETTERS,
      helpValue: 'N',
      max: MOST,
      min: FEWEST,
      summary: 'So many of them, six random bits each.',
    }),
  }
  static override summary = 'Print a new random CHAP secret.'

  async run(): Promise<number> {
    const { flags } = await this.parse(Secret)
    this.terminal.out(`${randomBytes(flags.letters).toString('base64url').slice(0, flags.letters)}\n`)
    return 0
  }
}
