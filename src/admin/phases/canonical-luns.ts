import type { Configuration, LunConfigurations } from '../../config/configuration.ts'
import { integerOf } from '../../config/integer.ts'

/** Writes LUN numbers as SCST shows them: `007` and `0x7` are 7. What is no number stays. */
export function canonicalizeLuns({ drivers }: Configuration): void {
  for (const { targets } of drivers.values())
    for (const target of targets.values()) {
      target.luns = canonical(target.luns)
      for (const group of target.groups.values()) group.luns = canonical(group.luns)
    }
}

function canonical(luns: LunConfigurations): LunConfigurations {
  const found: LunConfigurations = new Map()
  for (const [lun, devices] of luns) {
    const number = integerOf(lun)?.toString() ?? lun
    found.set(number, new Map([...(found.get(number) ?? []), ...devices]))
  }
  return found
}
