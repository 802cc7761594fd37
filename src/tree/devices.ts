import type { Device } from '../core/device.ts'
import type { Scst } from '../core/scst.ts'
import type { ByteString } from '../lib/bytes.ts'
import { type Attribute, type Attributes, trigger } from './attribute.ts'
import { deviceAttributes } from './device-attributes.ts'
import { identityAttributes } from './device-identity.ts'
import { mediumAttributes } from './device-medium.ts'
import { reservationAttributes } from './device-reservations.ts'
import { type Directory, directory, entryName, listed, members, subdirectories } from './directory.ts'
import { file, link } from './place.ts'

/** Handlers whose devices have an attribute: fileio, blockio, nullio, vcdrom. */
type On = 'F' | 'B' | 'N' | 'C'
const LETTERS: Readonly<Record<ByteString, On>> = {
  vdisk_fileio: 'F',
  vdisk_blockio: 'B',
  vdisk_nullio: 'N',
  vcdrom: 'C',
}

/** An attribute and the letters of the handlers that have it. */
type DeviceRow = readonly [on: string, attribute: Attribute<Device>]
export type DeviceRows = Readonly<Record<ByteString, DeviceRow | readonly DeviceRow[]>>

const ROWS: DeviceRows = {
  ...deviceAttributes,
  ...identityAttributes,
  ...mediumAttributes,
  ...reservationAttributes,
}

const attributesOn = (letter: On): Attributes<Device> => {
  const attributes: Record<ByteString, Attribute<Device>> = {}
  for (const [name, rows] of Object.entries(ROWS)) {
    const row = alternatives(rows).find(([on]) => on.includes(letter))
    if (row) attributes[name] = row[1]
  }
  return attributes
}

const alternatives = (rows: DeviceRow | readonly DeviceRow[]): readonly DeviceRow[] =>
  typeof rows[0] === 'string' ? [rows as DeviceRow] : (rows as readonly DeviceRow[])

/** One link for each LUN that is the device, wherever it is. */
const exported: Directory<Device> = {
  attributes: {},
  children: [
    members(
      (device) => device.exports,
      ({ number, group }) => {
        const { driver, name } = group.target
        const target = `../../../targets/${driver}/${entryName(name)}`
        return link(
          group.isDefault
            ? `${target}/luns/${number}`
            : `${target}/ini_groups/${entryName(group.name)}/luns/${number}`,
        )
      },
    ),
  ],
}

/** Sets off the unit attention that a thin provisioning threshold would. */
const reachThreshold = trigger<Device>(({ lu }) => lu.raise('THIN PROVISIONING SOFT THRESHOLD REACHED'))

const kindOf = (letter: On): Directory<Device> => ({
  attributes: attributesOn(letter),
  children: [
    subdirectories({
      exported: (device) => directory(exported, device),
      handler: ({ handler }) => link(`../../handlers/${handler.name}`),
    }),
    listed((device) =>
      device.lu.options.thinProvisioned
        ? [['gen_tp_soft_threshold_reached_UA', file(reachThreshold, device)]]
        : [],
    ),
  ],
})

const KINDS: Readonly<Record<On, Directory<Device>>> = {
  F: kindOf('F'),
  B: kindOf('B'),
  N: kindOf('N'),
  C: kindOf('C'),
}

export const devices: Directory<Scst> = {
  attributes: {},
  children: [
    members(
      (scst) => scst.devices,
      (device) => directory(KINDS[LETTERS[device.handler.name]!], device),
    ),
  ],
}
