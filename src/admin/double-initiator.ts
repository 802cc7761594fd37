import type { ByteString } from '../lib/bytes.ts'
import type { Running } from './running.ts'

/** An initiator that is in two groups of one target: which of them counts is open. */
export function initiatorInTwoGroups(
  running: Running,
): { driver: ByteString; initiator: ByteString } | undefined {
  for (const driver of running.drivers())
    for (const target of running.targets(driver)) {
      const seen = new Set<ByteString>()
      for (const group of running.groups(driver, target))
        for (const initiator of running.initiators(driver, target, group)) {
          if (seen.has(initiator)) return { driver, initiator }
          seen.add(initiator)
        }
    }
  return undefined
}
