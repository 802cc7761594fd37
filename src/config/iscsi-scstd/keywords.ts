/** Statements of a target with one value, by name in lower case. Ranges stand in `import/parameters.ts`. */
export type Keyword =
  | { readonly kind: 'number' | 'flag' | 'digest'; readonly becomes: string }
  | { readonly kind: 'fixed'; readonly name: string }
  | { readonly kind: 'marker-interval' }
  | { readonly kind: 'alias' }

const number = (becomes: string): Keyword => ({ kind: 'number', becomes })
const flag = (becomes: string): Keyword => ({ kind: 'flag', becomes })
const fixed = (name: string): Keyword => ({ kind: 'fixed', name })

export const keywords: Readonly<Record<string, Keyword>> = {
  alias: { kind: 'alias' },
  initialr2t: flag('InitialR2T'),
  immediatedata: flag('ImmediateData'),
  rdmaextensions: flag('RDMAExtensions'),
  maxrecvdatasegmentlength: number('MaxRecvDataSegmentLength'),
  maxxmitdatasegmentlength: number('MaxXmitDataSegmentLength'),
  maxburstlength: number('MaxBurstLength'),
  firstburstlength: number('FirstBurstLength'),
  maxoutstandingr2t: number('MaxOutstandingR2T'),
  queuedcommands: number('QueuedCommands'),
  rsptimeout: number('RspTimeout'),
  nopininterval: number('NopInInterval'),
  nopintimeout: number('NopInTimeout'),
  maxsessions: number('MaxSessions'),
  headerdigest: { kind: 'digest', becomes: 'HeaderDigest' },
  datadigest: { kind: 'digest', becomes: 'DataDigest' },
  maxconnections: fixed('MaxConnections'),
  defaulttime2wait: fixed('DefaultTime2Wait'),
  defaulttime2retain: fixed('DefaultTime2Retain'),
  datapduinorder: fixed('DataPDUInOrder'),
  datasequenceinorder: fixed('DataSequenceInOrder'),
  errorrecoverylevel: fixed('ErrorRecoveryLevel'),
  ofmarker: fixed('OFMarker'),
  ifmarker: fixed('IFMarker'),
  ofmarkint: { kind: 'marker-interval' },
  ifmarkint: { kind: 'marker-interval' },
}
