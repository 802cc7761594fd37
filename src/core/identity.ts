import { type ByteString, toBuffer } from '../lib/bytes.ts'
import { crc32cRegister } from '../lib/crc32c.ts'
import type { Identity } from '../scsi/logical-unit.ts'

/** Longest identity texts, in bytes. */
export const MAX_T10_DEV_ID = 25
const MAX_PROD_ID = 16

/** Revision that SCST 3.11 shows. */
const REVISION = '3110'

/** Serial number that follows from a device's name: initiators know the device by it, so it is SCST's to the bit. */
export const generatedUsn = (name: ByteString, setupId: number): ByteString => {
  const crc = crc32cRegister(toBuffer(`${name}\0`), 0) >>> 0
  return ((BigInt(setupId) << 32n) | BigInt(crc)).toString(16)
}

export function identityOf(name: ByteString, setupId: number, t10VendId: ByteString): Identity {
  const usn = generatedUsn(name, setupId)
  const id = `${usn}-${name}`.slice(0, MAX_T10_DEV_ID)
  return {
    t10VendId,
    vendSpecificId: id,
    prodId: name.slice(0, MAX_PROD_ID),
    prodRevLvl: REVISION,
    scsiDeviceName: '',
    t10DevId: id,
    eui64Id: new Uint8Array(),
    naaId: new Uint8Array(),
    usn,
    inqVendSpecific: '',
  }
}
