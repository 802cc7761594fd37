import type { ByteString } from '../../lib/bytes.ts'

/** Attributes of a storage object that SCST has no like of, with the kernel's defaults; `any`: of no consequence. */
export const storageDefaults: Readonly<Record<string, readonly ByteString[] | 'any'>> = {
  alua_support: ['1'],
  emulate_3pc: ['1'],
  emulate_caw: ['1'],
  emulate_dpo: ['0', '1'],
  emulate_fua_read: ['0', '1'],
  emulate_fua_write: ['1'],
  emulate_pr: ['1'],
  emulate_rest_reord: ['0'],
  emulate_rsoc: ['1'],
  emulate_tas: ['1'],
  emulate_ua_intlck_ctrl: ['0'],
  enforce_pr_isids: ['1'],
  fabric_max_sectors: 'any',
  force_pr_aptpl: ['0'],
  hw_block_size: 'any',
  hw_max_sectors: 'any',
  hw_pi_prot_type: 'any',
  hw_queue_depth: 'any',
  max_unmap_block_desc_count: 'any',
  max_unmap_lba_count: 'any',
  max_write_same_len: 'any',
  pgr_support: ['1'],
  pi_prot_verify: ['0'],
  queue_depth: 'any',
  submit_type: ['0'],
  unmap_granularity: 'any',
  unmap_granularity_alignment: 'any',
  unmap_zeroes_data: 'any',
}

/** Attributes of a portal group that SCST has no like of. */
export const tpgDefaults: Readonly<Record<string, readonly ByteString[] | 'any'>> = {
  cache_dynamic_acls: 'any',
  default_erl: ['0'],
  demo_mode_discovery: ['1'],
  fabric_prot_type: ['0'],
  login_keys_workaround: ['1'],
  login_timeout: ['15'],
  netif_timeout: ['2'],
  t10_pi: ['0'],
  tpg_enabled_sendtargets: ['1'],
}

/** Login parameters that are target attributes of SCST, with LIO's defaults. */
export const mappedParameters: Readonly<Record<string, readonly ByteString[]>> = {
  HeaderDigest: ['CRC32C,None'],
  DataDigest: ['CRC32C,None'],
  InitialR2T: ['Yes'],
  ImmediateData: ['Yes'],
  MaxRecvDataSegmentLength: ['8192'],
  MaxXmitDataSegmentLength: ['262144', '8192'],
  MaxBurstLength: ['262144'],
  FirstBurstLength: ['65536'],
  MaxOutstandingR2T: ['1'],
}

/** Login parameters that SCST fixes. */
export const lostParameters: Readonly<Record<string, readonly ByteString[]>> = {
  MaxConnections: ['1'],
  DefaultTime2Wait: ['2'],
  DefaultTime2Retain: ['20'],
  ErrorRecoveryLevel: ['0'],
  DataPDUInOrder: ['Yes'],
  DataSequenceInOrder: ['Yes'],
  IFMarker: ['No'],
  OFMarker: ['No'],
  IFMarkInt: ['2048~65535', 'Reject'],
  OFMarkInt: ['2048~65535', 'Reject'],
}
