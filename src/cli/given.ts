import { isTrue } from '../admin/numeric.ts'
import type { LunOwner } from '../admin/object.ts'
import type { Attributes } from '../config/configuration.ts'
import type { ByteString } from '../lib/bytes.ts'

/** The configuration file, where none is named. */
export const DEFAULT_FILE = '/etc/scst.conf'

/** What an operation is told: its own value (`name`) and its companions, whichever way they were written. */
export interface Given {
  readonly name: ByteString
  readonly handler?: ByteString | undefined
  readonly driver?: ByteString | undefined
  readonly target?: ByteString | undefined
  readonly group?: ByteString | undefined
  readonly to?: ByteString | undefined
  readonly device?: ByteString | undefined
  readonly deviceGroup?: ByteString | undefined
  readonly targetGroup?: ByteString | undefined
  readonly attributes?: Attributes | undefined
}

/** Where a LUN is meant to be: an empty group is none. */
export const lunOwner = ({ driver = '', target = '', group }: Omit<Given, 'name'>): LunOwner => ({
  driver,
  target,
  group: group === '' ? undefined : group,
})

/**
 * The text of `-attributes`: cut at every comma, nothing trimmed or quoted. A piece without `=` is a name with
 * the value 1; of several pieces with one name the last counts.
 */
export function parseAttributes(text: ByteString): Attributes {
  const pieces = isTrue(text) ? text.split(',') : []
  while (pieces.at(-1) === '') pieces.pop()
  return new Map(
    pieces.map((piece) => {
      const equals = piece.indexOf('=')
      return equals < 0 ? [piece, ['1']] : [piece.slice(0, equals), [piece.slice(equals + 1)]]
    }),
  )
}
