import type { AttributeTable } from '../../admin/attributes.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { attributesFound } from './attribute-table.ts'
import type { Query } from './listing.ts'

/** -dumpAttrs: what was read of SCST and of every device, for whoever looks for a fault in the reading. */
export const dumpAttributes: Query = (running) => {
  const devices = running
    .handlers()
    .sort()
    .flatMap((handler) => running.devicesOf(handler).sort())
  const scst = asFound(running.attributes({ kind: 'scst' }))
  const found = devices.map(
    (device) => [device, asFound(running.attributes({ kind: 'device', device }))] as const,
  )
  return {
    text: [
      `SCST attributes:\n${dump(scst)}`,
      ...found.map(([device, attributes]) => `Device ${device} attributes:\n${dump(attributes)}`),
    ].join(''),
    found: { scst, devices: Object.fromEntries(found) },
  }
}

const asFound = (table: AttributeTable): unknown => attributesFound(table, { nonKey: true })

const dump = (found: unknown): ByteString => `${JSON.stringify(found, null, 2)}\n`
