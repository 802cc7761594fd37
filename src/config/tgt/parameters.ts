import type { ByteString } from '../../lib/bytes.ts'
import type { Attributes } from '../configuration.ts'
import { clamped, cNumber } from '../import/parameters.ts'
import type { Outcome } from '../import/report.ts'

/** Login parameters: `becomes` an attribute of SCST, or is lost unless it has tgt's default. */
const table: Readonly<Record<string, { becomes?: string; usual: ByteString; min?: number; max?: number }>> = {
  MaxRecvDataSegmentLength: { becomes: 'MaxRecvDataSegmentLength', usual: '8192', min: 512, max: 16777215 },
  MaxXmitDataSegmentLength: { becomes: 'MaxXmitDataSegmentLength', usual: '8192', min: 512, max: 16777215 },
  MaxBurstLength: { becomes: 'MaxBurstLength', usual: '262144', min: 512, max: 16777215 },
  FirstBurstLength: { becomes: 'FirstBurstLength', usual: '65536', min: 512, max: 16777215 },
  MaxOutstandingR2T: { becomes: 'MaxOutstandingR2T', usual: '1', min: 1, max: 65535 },
  InitialR2T: { becomes: 'InitialR2T', usual: 'Yes' },
  ImmediateData: { becomes: 'ImmediateData', usual: 'Yes' },
  HeaderDigest: { becomes: 'HeaderDigest', usual: 'None' },
  DataDigest: { becomes: 'DataDigest', usual: 'None' },
  MaxConnections: { usual: '1' },
  DefaultTime2Wait: { usual: '2' },
  DefaultTime2Retain: { usual: '20' },
  ErrorRecoveryLevel: { usual: '0' },
  DataPDUInOrder: { usual: 'Yes' },
  DataSequenceInOrder: { usual: 'Yes' },
  OFMarker: { usual: 'No' },
  IFMarker: { usual: 'No' },
  OFMarkInt: { usual: 'Reject' },
  IFMarkInt: { usual: 'Reject' },
}

export const isParameter = (key: ByteString): boolean => Object.hasOwn(table, key)

export const readParameter = (
  key: string,
  value: ByteString,
  exact: boolean,
  attributes: Attributes,
): Outcome => {
  const { becomes, usual, min, max } = table[key]!
  if (!becomes) {
    if (value === usual) return { verdict: 'mapped', became: "tgt's default" }
    return { verdict: 'mapped-lossy', why: `${key} cannot be set in SCST; here stands ${value}` }
  }
  const legal = min === undefined ? word(key, value) : number(value, min, max!)
  if (legal === undefined)
    return { verdict: 'rejected', why: `${key} ${value}: tgt refuses it and tgt-admin stops` }
  if (legal === usual && !exact) return { verdict: 'mapped', became: "tgt's default: SCST's own is kept" }
  const written = min === undefined ? legal : String(clamped(becomes, Number(legal)))
  attributes.set(becomes, [written])
  if (written === legal) return { verdict: 'mapped', became: `${becomes} ${written}` }
  return {
    verdict: 'mapped-lossy',
    became: `${becomes} ${written}`,
    why: `SCST takes at most ${written}, not ${legal}`,
  }
}

/** Written with `exact` where the file is silent. */
export const exactDefaults = (attributes: Attributes): void => {
  for (const { becomes, usual } of Object.values(table)) {
    if (becomes && !attributes.has(becomes)) attributes.set(becomes, [usual])
  }
}

const word = (key: string, value: ByteString): ByteString | undefined => {
  const pattern = key.endsWith('Digest') ? /^(?:None|CRC32C)(?:,(?:None|CRC32C))?$/ : /^(?:Yes|No)$/
  return pattern.test(value) ? value : undefined
}

const number = (value: ByteString, min: number, max: number): ByteString | undefined => {
  const found = cNumber(value)
  return found !== undefined && found >= min && found <= max ? String(found) : undefined
}
