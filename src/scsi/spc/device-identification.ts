import type { LogicalUnit } from '../logical-unit.ts'
import type { TargetPort } from '../nexus.ts'

/** Code sets and associations (SPC-4 7.8.6). */
const BINARY = 0x01
const ASCII = 0x02
const UTF8 = 0x03
const LOGICAL_UNIT = 0x00
const TARGET_PORT = 0x10
const TARGET_DEVICE = 0x20

/** Designator types (SPC-4 table 460). */
const T10_VENDOR_ID = 0x01
const EUI_64 = 0x02
const NAA = 0x03
const RELATIVE_TARGET_PORT = 0x04
const TARGET_PORT_GROUP = 0x05
const SCSI_NAME_STRING = 0x08

/** VPD 83h as seen through a port. */
export function deviceIdentification(lu: LogicalUnit, port: TargetPort): Buffer {
  const { scsiDeviceName } = lu.identity
  const group = lu.alua?.groupId(port) ?? 0
  const [t10VendorId, ...rest] = unitDesignators(lu)
  return Buffer.concat([
    ...(scsiDeviceName === ''
      ? []
      : [designator(UTF8, TARGET_DEVICE | SCSI_NAME_STRING, nulFilled(scsiDeviceName))]),
    t10VendorId!,
    designator(BINARY, TARGET_PORT | RELATIVE_TARGET_PORT, portNumber(port.relTgtId)),
    ...(group === 0 ? [] : [designator(BINARY, TARGET_PORT | TARGET_PORT_GROUP, portNumber(group))]),
    ...rest,
  ])
}

/** The designators of the logical unit itself: also how EXTENDED COPY names it. T10 vendor ID is the first. */
export function unitDesignators(lu: LogicalUnit): Buffer[] {
  const { t10VendId, vendSpecificId, t10DevId, eui64Id, naaId } = lu.identity
  const designators = [
    designator(ASCII, LOGICAL_UNIT | T10_VENDOR_ID, text(t10VendId.padEnd(8) + vendSpecificId)),
  ]
  if (eui64Id.length > 0) designators.push(designator(BINARY, LOGICAL_UNIT | EUI_64, eui64Id))
  else if (naaId.length === 0)
    designators.push(designator(BINARY, LOGICAL_UNIT | EUI_64, madeUpEui64(t10DevId)))
  if (naaId.length > 0) designators.push(designator(BINARY, LOGICAL_UNIT | NAA, naaId))
  return designators
}

const text = (value: string): Buffer => Buffer.from(value, 'latin1')

/** As SCST: the first eight characters of the T10 device id stand for an EUI-64. */
const madeUpEui64 = (t10DevId: string): Buffer => {
  const id = Buffer.alloc(8)
  id.write(t10DevId, 'latin1')
  return id
}

/** One to four NULs, up to a multiple of four (SPC-4 4.3.2). */
const nulFilled = (name: string): Buffer => text(name.padEnd(name.length + 4 - (name.length % 4), '\0'))

const portNumber = (number: number): Buffer => Buffer.from([0, 0, number >> 8, number & 0xff])

const designator = (codeSet: number, type: number, id: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([codeSet, type, 0, id.length]), id])
