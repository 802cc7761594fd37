import { bits, layout, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { invalidField } from '../sense.ts'

/** Profiles (MMC-6 5.3.1). */
const CD_ROM = 0x0008
const DVD_ROM = 0x0010
const LARGEST_CD = 900 * (1 << 20)

/** RT (MMC-6 6.6.2.2). */
const REQUEST = { ALL: 0, CURRENT: 1, ONE: 2 } as const

interface Feature {
  readonly code: number
  readonly version: number
  readonly persistent: boolean
  current(lu: LogicalUnit): boolean
  content(lu: LogicalUnit): readonly number[]
}

const always = (): boolean => true
const persistent = { version: 0, persistent: true, current: always } as const
const withProfile = (profile: number) => (lu: LogicalUnit) => profileOf(lu) === profile

/** MMC-6 5.3. */
const FEATURES: readonly Feature[] = [
  { ...persistent, code: 0x0000, content: profileList },
  { ...persistent, code: 0x0001, version: 2, content: () => [0, 0, 0, 1, 1, 0, 0, 0] },
  { ...persistent, code: 0x0002, version: 1, content: () => [2, 0, 0, 0] },
  { ...persistent, code: 0x0003, content: () => [0x29, 0, 0, 0] },
  {
    code: 0x0010,
    version: 0,
    persistent: false,
    current: (lu) => lu.present,
    content: () => [0, 0, 0x08, 0, 0, 1, 0, 0],
  },
  { code: 0x001e, version: 2, persistent: false, current: withProfile(CD_ROM), content: () => [0, 0, 0, 0] },
  { code: 0x001f, version: 0, persistent: false, current: withProfile(DVD_ROM), content: () => [] },
  { ...persistent, code: 0x0100, content: () => [] },
  { ...persistent, code: 0x0105, content: () => [] },
]

/** GET CONFIGURATION (MMC-6 6.6). */
export const getConfiguration = command({
  opcode: 0x46,
  name: 'GET CONFIGURATION',
  on: 'cdrom',
  data: 'in',
  access: 'W',
  cdb: layout(10, { requested: bits(1, 0, 2), from: u16(2), allocationLength: u16(7) }),
  usage: '46 03 ff ff 00 00 00 ff ff 04',
  run(task, lu, { requested, from, allocationLength }) {
    if (requested > REQUEST.ONE) throw invalidField(1, 1)
    const features = FEATURES.filter(
      (feature) =>
        (requested === REQUEST.ONE ? feature.code === from : feature.code >= from) &&
        (requested !== REQUEST.CURRENT || feature.current(lu)),
    )
    const body = Buffer.concat(features.map((feature) => featureDescriptor(feature, lu)))
    const header = Buffer.alloc(8)
    header.writeUInt32BE(body.length + 4, 0)
    header.writeUInt16BE(profileOf(lu), 6)
    return answer(task, Buffer.concat([header, body]), allocationLength)
  },
})

/** What the medium is; 0 without one. */
function profileOf(lu: LogicalUnit): number {
  if (!lu.present) return 0
  return lu.size > LARGEST_CD ? DVD_ROM : CD_ROM
}

function profileList(lu: LogicalUnit): number[] {
  const current = profileOf(lu)
  return [DVD_ROM, CD_ROM].flatMap((profile) => [0, profile, profile === current ? 1 : 0, 0])
}

function featureDescriptor(feature: Feature, lu: LogicalUnit): Buffer {
  const content = feature.content(lu)
  const flags = (feature.version << 2) | (feature.persistent ? 2 : 0) | (feature.current(lu) ? 1 : 0)
  return Buffer.from([feature.code >> 8, feature.code & 0xff, flags, content.length, ...content])
}
