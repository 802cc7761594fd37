import type { Configuration } from '../config/configuration.ts'
import type { FlatItem } from '../config/flatten.ts'
import { firstLoss } from '../config/scst/loss.ts'
import { printConfiguration } from '../config/scst/print.ts'
import type { ByteString } from '../lib/bytes.ts'
import { isAccount } from './secrets.ts'

/** A name or value that scst.conf has no way to write: it would come back as another one. */
export class Unwritable extends Error {
  constructor({ path, values }: FlatItem) {
    const isSecret = isAccount(path.at(-1) ?? '')
    const what = values && !isSecret ? `the value '${values.join("', '")}'` : 'what stands'
    super(`scst.conf has no way to write ${what} at ${path.join(', ')}; nothing is written`)
    this.name = 'Unwritable'
  }
}

/** scst.conf of a configuration, which says nothing else than that. */
export function faithfulText(
  configuration: Configuration,
  options?: Parameters<typeof printConfiguration>[1],
): ByteString {
  const text = printConfiguration(configuration, options)
  const loss = firstLoss(configuration, text)
  if (loss) throw new Unwritable(loss)
  return text
}
