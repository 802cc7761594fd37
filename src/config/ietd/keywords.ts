import type { ByteString } from '../../lib/bytes.ts'

/** What a keyword of ietd.conf is and becomes. Ranges are IET's own; SCST's stand in `import/parameters.ts`. */
export type Keyword =
  /** A number that IET forces into its range: too small or too large becomes `collapses`. */
  | {
      readonly kind: 'number'
      readonly becomes: string
      readonly min: number
      readonly max: number
      readonly collapses: 'min' | 'max'
    }
  | { readonly kind: 'flag' | 'digest'; readonly becomes: string }
  /** SCST fixes it; any other value is lost. */
  | { readonly kind: 'fixed'; readonly name: string }
  | { readonly kind: 'dropped'; readonly why: ByteString }
  | { readonly kind: 'nop'; readonly field: 'nopInterval' | 'nopTimeout' }
  | { readonly kind: 'isns'; readonly field: 'isnsServer' | 'isnsAccessControl' }
  | { readonly kind: 'account'; readonly direction: 'IncomingUser' | 'OutgoingUser'; readonly isOld?: true }
  | { readonly kind: 'target' | 'alias' | 'lun' | 'threads' | 'type' }

const segment = { min: 512, max: 16777215, collapses: 'min' } as const
const markers: Keyword = { kind: 'dropped', why: 'IET forces markers off, and SCST has none' }

/** Keys are in lower case. */
export const keywords: Readonly<Record<string, Keyword>> = {
  isnsserver: { kind: 'isns', field: 'isnsServer' },
  isnsaccesscontrol: { kind: 'isns', field: 'isnsAccessControl' },
  incominguser: { kind: 'account', direction: 'IncomingUser' },
  outgoinguser: { kind: 'account', direction: 'OutgoingUser' },
  user: { kind: 'account', direction: 'IncomingUser', isOld: true },
  target: { kind: 'target' },
  alias: { kind: 'alias' },
  lun: { kind: 'lun' },
  wthreads: { kind: 'threads' },
  type: { kind: 'type' },
  queuedcommands: { kind: 'number', becomes: 'QueuedCommands', min: 1, max: 256, collapses: 'min' },
  maxsessions: { kind: 'number', becomes: 'MaxSessions', min: 0, max: 65535, collapses: 'max' },
  maxrecvdatasegmentlength: { kind: 'number', becomes: 'MaxRecvDataSegmentLength', ...segment },
  maxxmitdatasegmentlength: { kind: 'number', becomes: 'MaxXmitDataSegmentLength', ...segment },
  maxburstlength: { kind: 'number', becomes: 'MaxBurstLength', ...segment },
  firstburstlength: { kind: 'number', becomes: 'FirstBurstLength', ...segment },
  maxoutstandingr2t: { kind: 'number', becomes: 'MaxOutstandingR2T', min: 1, max: 65535, collapses: 'min' },
  initialr2t: { kind: 'flag', becomes: 'InitialR2T' },
  immediatedata: { kind: 'flag', becomes: 'ImmediateData' },
  headerdigest: { kind: 'digest', becomes: 'HeaderDigest' },
  datadigest: { kind: 'digest', becomes: 'DataDigest' },
  nopinterval: { kind: 'nop', field: 'nopInterval' },
  noptimeout: { kind: 'nop', field: 'nopTimeout' },
  maxconnections: { kind: 'fixed', name: 'MaxConnections' },
  defaulttime2wait: { kind: 'fixed', name: 'DefaultTime2Wait' },
  defaulttime2retain: { kind: 'fixed', name: 'DefaultTime2Retain' },
  datapduinorder: { kind: 'fixed', name: 'DataPDUInOrder' },
  datasequenceinorder: { kind: 'fixed', name: 'DataSequenceInOrder' },
  errorrecoverylevel: { kind: 'fixed', name: 'ErrorRecoveryLevel' },
  ofmarker: markers,
  ifmarker: markers,
  ofmarkint: markers,
  ifmarkint: markers,
}

/** Where IET's default is not SCST's. */
export const otherDefaults: readonly (readonly [name: string, value: ByteString])[] = [
  ['InitialR2T', 'Yes'],
  ['MaxRecvDataSegmentLength', '8192'],
  ['MaxXmitDataSegmentLength', '8192'],
  ['MaxBurstLength', '262144'],
  ['MaxOutstandingR2T', '1'],
  ['NopInInterval', '0'],
]
