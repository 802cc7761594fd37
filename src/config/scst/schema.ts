import type { ByteString } from '../../lib/bytes.ts'

/** The kinds of block in scst.conf; `member` is a target within a target group. */
export type Context =
  | 'top'
  | 'HANDLER'
  | 'DEVICE'
  | 'TARGET_DRIVER'
  | 'TARGET'
  | 'GROUP'
  | 'LUN'
  | 'INITIATOR'
  | 'ALUA'
  | 'DEVICE_GROUP'
  | 'TARGET_GROUP'
  | 'member'

/** A word that opens a block, or names an object, where it stands. */
export interface Keyword {
  readonly keyword: ByteString
  readonly in: Context
  /** Where the items of its block stand. */
  readonly opens: Context
  /** What has to follow on its line. */
  readonly operands: readonly ByteString[]
  readonly says: string
}

const row = (
  keyword: ByteString,
  where: Context,
  opens: Context,
  operands: readonly ByteString[],
  says: string,
): Keyword => ({ keyword, in: where, opens, operands, says })

export const KEYWORDS: readonly Keyword[] = [
  row('HANDLER', 'top', 'HANDLER', ['handler'], 'A device handler and the devices it opens.'),
  row('TARGET_DRIVER', 'top', 'TARGET_DRIVER', ['driver'], 'A target driver and its targets.'),
  row('ALUA', 'top', 'ALUA', [], 'Attributes of all device groups.'),
  row('DEVICE_GROUP', 'top', 'DEVICE_GROUP', ['group'], 'Devices whose paths have the same access states.'),
  row('DEVICE', 'HANDLER', 'DEVICE', ['device'], 'A device, with what it is opened with.'),
  row('TARGET', 'TARGET_DRIVER', 'TARGET', ['target'], 'A target, with what every initiator sees.'),
  row('LUN', 'TARGET', 'LUN', ['number', 'device'], 'A device that every initiator sees.'),
  row('GROUP', 'TARGET', 'GROUP', ['group'], 'Initiators that see LUNs of their own.'),
  row('LUN', 'GROUP', 'LUN', ['number', 'device'], 'A device that the initiators of the group see.'),
  row('INITIATOR', 'GROUP', 'INITIATOR', ['pattern'], 'An initiator of the group, or a pattern of names.'),
  row('DEVICE', 'DEVICE_GROUP', 'DEVICE', ['device'], 'A device of the group.'),
  row('TARGET_GROUP', 'DEVICE_GROUP', 'TARGET_GROUP', ['group'], 'Targets with the same access state.'),
  row('TARGET', 'TARGET_GROUP', 'member', ['target'], 'A target of the group, here or on another machine.'),
]

const KEYWORDS_OF = new Map<Context, Map<ByteString, Keyword>>()
for (const keyword of KEYWORDS) {
  const known = KEYWORDS_OF.get(keyword.in) ?? new Map<ByteString, Keyword>()
  KEYWORDS_OF.set(keyword.in, known.set(keyword.keyword, keyword))
}

const NONE: ReadonlyMap<ByteString, Keyword> = new Map()

/** The keywords of a context, by their word. */
export const keywordsIn = (context: Context): ReadonlyMap<ByteString, Keyword> =>
  KEYWORDS_OF.get(context) ?? NONE
