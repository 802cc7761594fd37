import { readFileSync } from 'node:fs'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { colour } from '../../src/cli/colour.ts'
import { configurationFile } from '../../src/cli/companions.ts'
import { type Diagnostic, renderDiagnostic } from '../../src/config/diagnostic.ts'
import { lint } from '../../src/config/scst/lint.ts'
import { type ByteString, fromBuffer, toBuffer } from '../../src/lib/bytes.ts'
import { errnoOf, errnoText } from '../../src/lib/errno.ts'

/** `scstadmin config lint [FILE]` */
export default class ConfigLint extends BaseCommand {
  static override args = { file: configurationFile }
  static override description =
    'Needs no running SCST. Exits with 1 when there are errors, 2 when the file cannot be read.'
  static override flags = { json: Flags.boolean({ summary: 'Answer as JSON.' }) }
  static override summary = 'Find everything in a configuration file that would be dropped or misread.'

  async run(): Promise<number> {
    const { args, flags } = await this.parse(ConfigLint)
    const text = this.#read(args.file)
    if (text === undefined) return 2
    const found = lint(text, args.file)
    if (flags.json) this.json(found)
    else for (const diagnostic of found) this.terminal.out(`${coloured(diagnostic)}\n`)
    return found.some(({ severity }) => severity === 'error') ? 1 : 0
  }

  #read(file: ByteString): ByteString | undefined {
    try {
      return fromBuffer(readFileSync(toBuffer(file)))
    } catch (error) {
      this.terminal.err(`${file}: ${errnoText(errnoOf(error) ?? 'EIO')}\n`)
      return undefined
    }
  }
}

function coloured(diagnostic: Diagnostic): ByteString {
  const paint = diagnostic.severity === 'error' ? colour.red : colour.yellow
  return renderDiagnostic(diagnostic).replace(`${diagnostic.severity}:`, (severity) => paint(severity))
}
