import { Flags } from '@oclif/core'
import { Capture } from '../../src/admin/capture.ts'
import { Running } from '../../src/admin/running.ts'
import { maskAccount } from '../../src/admin/secrets.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { ACCOUNTS } from '../../src/config/account.ts'
import type { Attributes, Configuration } from '../../src/config/configuration.ts'
import { printConfiguration } from '../../src/config/scst/print.ts'

/** `scstadmin config show` */
export default class ConfigShow extends BaseCommand {
  static override description =
    'Fit to be shown to others: secrets of accounts are masked unless they are asked for.'
  static override flags = {
    json: Flags.boolean({ summary: 'Answer as JSON.' }),
    nonkey: Flags.boolean({ summary: 'Show attributes at their default, too.' }),
    secrets: Flags.boolean({ summary: 'Show the secrets of accounts.' }),
  }
  static override summary = 'Print the running configuration as a configuration file.'

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigShow)
    return this.withSysfs(flags, async (sysfs) => {
      const capture = new Capture(await Running.read(sysfs), { nonKey: flags.nonkey })
      const configuration = capture.configuration()
      if (!flags.secrets) maskSecrets(configuration)
      if (flags.json) this.json(asObjects(configuration))
      else this.terminal.out(printConfiguration(configuration))
      return 0
    })
  }
}

/** The names of accounts stay, their secrets go. */
function maskSecrets({ drivers }: Configuration): void {
  for (const driver of drivers.values())
    for (const { attributes, nonKey } of [driver, ...driver.targets.values()])
      for (const table of [attributes, nonKey ?? new Map()]) maskAccounts(table)
}

function maskAccounts(attributes: Attributes): void {
  for (const name of ACCOUNTS) {
    const values = attributes.get(name)
    if (values) attributes.set(name, values.map(maskAccount))
  }
}

/** Maps do not show in JSON. */
function asObjects(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, held]) => [key, asObjects(held)]))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, asObjects(held)]))
}
