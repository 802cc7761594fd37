import { diffConfiguration } from '../../src/admin/plan.ts'
import { isAccount, maskAccount } from '../../src/admin/secrets.ts'
import { configurationFile } from '../../src/cli/companions.ts'
import { PlanCommand, WOULD_CHANGE } from '../../src/cli/plan-command.ts'
import { MASK, secretStart, withoutAccount } from '../../src/config/account.ts'
import type { Deviation } from '../../src/config/compare.ts'
import type { ByteString } from '../../src/lib/bytes.ts'

/** `scstadmin config diff [FILE]` */
export default class ConfigDiff extends PlanCommand {
  static override args = { file: configurationFile }
  static override description =
    'Exits with 0 when they agree, 2 when they do not, 1 when they cannot be compared.'
  static override summary = 'Show where the running system and a configuration file part.'

  async run(): Promise<number> {
    const parsed = await this.parse(ConfigDiff)
    return this.onRun(parsed, async (run) => {
      const found = await diffConfiguration(run, parsed.args.file)
      if (!found) {
        this.terminal.err(`${parsed.args.file}: Configuration is empty.\n`)
        return 1
      }
      const deviations = found.map(discreet)
      if (parsed.flags.json) this.json(deviations)
      else for (const deviation of deviations) this.#print(deviation)
      return deviations.length > 0 ? WOULD_CHANGE : 0
    })
  }

  /** `-` is what runs, `+` what the file says. */
  #print({ kind, path, running, wanted }: Deviation): void {
    const place = path.join(' / ')
    if (kind !== 'missing') this.line('-', place + valuesOf(running))
    if (kind !== 'superfluous') this.line('+', place + valuesOf(wanted))
  }
}

/** Accounts that differ in their secret alone show as different, not how. */
function discreet(deviation: Deviation): Deviation {
  const { running, wanted } = deviation
  const name = deviation.path.at(-1) ?? ''
  const path = deviation.path.map(withoutAccount)
  if (secretStart(name) === undefined) return { ...deviation, path }
  const mask = isAccount(name) ? maskAccount : () => MASK
  return {
    ...deviation,
    path,
    ...(running && { running: running.map(mask) }),
    ...(wanted && { wanted: wanted.map(mask) }),
  }
}

const valuesOf = (values: readonly ByteString[] | undefined): ByteString =>
  values === undefined ? '' : ` ${values.map((value) => `'${value}'`).join(' ')}`
