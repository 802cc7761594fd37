import { isTrue } from '../../admin/numeric.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { listDeviceAttributes } from './attributes.ts'
import { dashes, isGiven, type Listing, nameList, type Query, widest } from './listing.ts'

/** -list_handler: all by name, or one with its devices. */
export const listHandlers: Query = (running, { name }) => {
  const handlers = running.handlers().sort()
  if (!isTrue(name)) return { text: nameList('Handler', widest(handlers), handlers), found: handlers }
  if (!handlers.includes(name)) return { text: `No such handler '${name}' found.\n`, found: null }
  return devicesByHandler(new Map([[name, running.devicesOf(name).sort()]]))
}

/** -list_device: all by handler, or the attributes of one. */
export const listDevices: Query = (running, given, options) =>
  isGiven(given.name)
    ? listDeviceAttributes(running, given, options)
    : devicesByHandler(
        new Map(
          running
            .handlers()
            .sort()
            .map((handler) => [handler, running.devicesOf(handler).sort()]),
        ),
      )

/** The heading keeps its own widths and one blank more than the rows, as the original's. */
function devicesByHandler(handlers: ReadonlyMap<ByteString, readonly ByteString[]>): Listing {
  const shown = [...handlers].map(([handler, devices]) => ({
    handler,
    devices: devices.length > 0 ? devices : ['-'],
  }))
  const first = widest(handlers.keys())
  const second = widest(shown.flatMap(({ devices }) => devices))
  const rows = shown.flatMap(({ handler, devices }) =>
    devices.map((device, i) => `\t${(i === 0 ? handler : '').padEnd(first)}    ${device.padEnd(second)}\n`),
  )
  return {
    text: `\t${'Handler'.padEnd(first)}     ${'Device'.padEnd(second)}\n${dashes(first + second + 5)}${rows.join('')}`,
    found: Object.fromEntries(handlers),
  }
}
