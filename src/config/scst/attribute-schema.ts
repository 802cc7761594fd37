import type { ByteString } from '../../lib/bytes.ts'
import type { Context } from './schema.ts'
import {
  account,
  any,
  choice,
  digests,
  flag,
  medium,
  number,
  path,
  text,
  type ValueRule,
  word,
  yesNo,
} from './value-rule.ts'

/** An attribute that scst.conf may set, where it may. */
export interface AttributeRow {
  readonly name: ByteString
  readonly in: Context
  /** Devices of these handlers, targets of these drivers; all of them when empty. */
  readonly of: readonly ByteString[]
  readonly value: ValueRule
  /** Devices and targets are made with it, and cannot change it later unless `isSettable`. */
  readonly isCreation: boolean
  readonly isSettable: boolean
  /** Each line is one more value instead of the last one counting. */
  readonly isRepeatable: boolean
}

const row = (
  where: Context,
  of: readonly ByteString[],
  name: ByteString,
  value: ValueRule,
  how: 'set' | 'create' | 'both' | 'repeat' = 'set',
): AttributeRow => ({
  name,
  in: where,
  of,
  value,
  isCreation: how === 'create' || how === 'both',
  isSettable: how !== 'create',
  isRepeatable: how === 'repeat',
})

const FILE = 'vdisk_fileio'
const BLOCK = 'vdisk_blockio'
const NULL = 'vdisk_nullio'
const CDROM = 'vcdrom'
const FILE_AND_BLOCK = [FILE, BLOCK]
const DISKS = [FILE, BLOCK, NULL]
const VIRTUAL = [FILE, BLOCK, NULL, CDROM]
const ISCSI = ['iscsi']
const UNLIMITED = Number.POSITIVE_INFINITY

const hexadecimal = (...digits: number[]): ValueRule => ({ kind: 'hexadecimal', digits })
const groupingTypes = any
const addressMethods = choice('PERIPHERAL', 'FLAT', 'LUN')
const levels = any

const device = (
  of: readonly ByteString[],
  name: ByteString,
  value: ValueRule,
  how?: 'set' | 'create' | 'both',
): AttributeRow => row('DEVICE', of, name, value, how)

const iscsi = (name: ByteString, value: ValueRule, how?: 'set' | 'repeat'): AttributeRow =>
  row('TARGET', ISCSI, name, value, how)

export const ATTRIBUTES: readonly AttributeRow[] = [
  row('top', [], 'async_lun_replace', flag),
  row('top', [], 'cluster_name', text(63)),
  row('top', [], 'force_global_sgv_pool', flag),
  row('top', [], 'max_tasklet_cmd', number(0, UNLIMITED)),
  row('top', [], 'measure_latency', flag),
  row('top', [], 'poll_us', number(0, UNLIMITED)),
  row('top', [], 'setup_id', number(0, 0xffff_ffff)),
  row('top', [], 'suspend', number(-1, UNLIMITED)),
  row('top', [], 'threads', number(1, UNLIMITED)),
  row('top', [], 'trace_level', levels),

  row('HANDLER', [], 'trace_level', levels),
  row('HANDLER', ['dev_disk'], 'pr_dump_dir', text(4095)),

  device(FILE_AND_BLOCK, 'active', flag, 'both'),
  device([FILE], 'async', flag, 'both'),
  device(FILE_AND_BLOCK, 'bind_alua_state', flag, 'both'),
  device([], 'block', text(15)),
  device(DISKS, 'blocksize', number(512, UNLIMITED), 'create'),
  device([...DISKS, 'dev_disk'], 'cluster_mode', flag, 'both'),
  device(FILE_AND_BLOCK, 'dif_filename', path, 'create'),
  device(DISKS, 'dif_mode', word(64), 'create'),
  device(DISKS, 'dif_static_app_tag', number(0, UNLIMITED), 'both'),
  device(DISKS, 'dif_type', number(0, 3), 'create'),
  device([NULL], 'dummy', flag, 'create'),
  device(VIRTUAL, 'eui64_id', hexadecimal(16, 24, 32)),
  device(FILE_AND_BLOCK, 'expl_alua', flag),
  device(FILE_AND_BLOCK, 'filename', path, 'both'),
  device([CDROM], 'filename', medium),
  device(VIRTUAL, 'inq_vend_specific', text(160)),
  device(FILE_AND_BLOCK, 'lb_per_pb_exp', flag),
  device([], 'dump_prs', any),
  device([], 'max_tgt_dev_commands', number(0, UNLIMITED)),
  device(VIRTUAL, 'naa_id', hexadecimal(16, 32)),
  device(DISKS, 'numa_node_id', number(-1, UNLIMITED), 'both'),
  device([CDROM], 'numa_node_id', number(-1, UNLIMITED)),
  device(FILE_AND_BLOCK, 'nv_cache', flag, 'create'),
  device([FILE], 'o_direct', flag, 'create'),
  device(DISKS, 'opt_trans_len', number(0, 0xffff_ffff)),
  device([], 'pr_file_name', path),
  device([], 'pr_state', any),
  device(VIRTUAL, 'prod_id', text(16)),
  device(VIRTUAL, 'prod_rev_lvl', text(4)),
  device(DISKS, 'read_only', flag, 'create'),
  device([NULL], 'read_zero', flag),
  device(DISKS, 'removable', flag, 'create'),
  device(FILE_AND_BLOCK, 'resync_size', any),
  device(DISKS, 'rotational', flag, 'create'),
  device(VIRTUAL, 'scsi_device_name', text(256)),
  device([NULL], 'size', number(0, UNLIMITED), 'both'),
  device([BLOCK], 'size', number(0, UNLIMITED)),
  device([NULL], 'size_mb', number(0, UNLIMITED), 'both'),
  device([BLOCK], 'size_mb', number(0, UNLIMITED)),
  device(FILE_AND_BLOCK, 'sync', any),
  device(DISKS, 't10_dev_id', text(25), 'both'),
  device([CDROM], 't10_dev_id', text(25)),
  device(VIRTUAL, 't10_vend_id', text(8)),
  device(FILE_AND_BLOCK, 'thin_provisioned', flag, 'create'),
  device([], 'threads_num', number(0, UNLIMITED)),
  device([], 'threads_pool_type', choice('per_initiator', 'shared')),
  device(VIRTUAL, 'tst', flag, 'create'),
  device(VIRTUAL, 'usn', text(20)),
  device(VIRTUAL, 'vend_specific_id', text(128)),
  device(FILE_AND_BLOCK, 'write_through', flag, 'create'),

  row('TARGET_DRIVER', ['copy_manager'], 'allow_not_connected_copy', flag),
  row('TARGET_DRIVER', ISCSI, 'enabled', flag),
  row('TARGET_DRIVER', ISCSI, 'iSNSServer', text(300)),
  row('TARGET_DRIVER', ISCSI, 'IncomingUser', account, 'repeat'),
  row('TARGET_DRIVER', ISCSI, 'OutgoingUser', account, 'repeat'),
  row('TARGET_DRIVER', ISCSI, 'internal_portal', text(511)),
  row('TARGET_DRIVER', ISCSI, 'isns_entity_name', word(255)),
  row('TARGET_DRIVER', ISCSI, 'link_local', flag),
  row('TARGET_DRIVER', [], 'trace_level', levels),

  row('TARGET', [], 'addr_method', addressMethods),
  row('TARGET', [], 'aen_disabled', flag),
  row('TARGET', [], 'black_hole', number(0, 4)),
  row('TARGET', [], 'comment', text(4095)),
  row('TARGET', [], 'cpu_mask', any),
  row('TARGET', [], 'forward_dst', flag),
  row('TARGET', [], 'forward_src', flag),
  row('TARGET', [], 'forwarding', flag),
  row('TARGET', [], 'io_grouping_type', groupingTypes),
  row('TARGET', [], 'rel_tgt_id', number(0, 0xffff)),
  row('TARGET', ['scst_local'], 'session_name', word(256), 'create'),
  row('TARGET', ['scst_local'], 'scsi_transport_version', number(0, 0xffff)),
  row('TARGET', ['scst_local'], 'phys_transport_version', number(0, 0xffff)),
  iscsi('enabled', flag),
  iscsi('alias', text(511)),
  iscsi('allowed_portal', word(255), 'repeat'),
  iscsi('IncomingUser', account, 'repeat'),
  iscsi('OutgoingUser', account, 'repeat'),
  iscsi('per_portal_acl', flag),
  iscsi('redirect', text(255)),
  iscsi('QueuedCommands', number(1, 2048)),
  iscsi('RspTimeout', number(2, 65535)),
  iscsi('NopInInterval', number(0, 65535)),
  iscsi('NopInTimeout', number(2, 65535)),
  iscsi('MaxSessions', number(0, 65535)),
  iscsi('MaxRecvDataSegmentLength', number(512, 1048576)),
  iscsi('MaxXmitDataSegmentLength', number(512, 1048576)),
  iscsi('MaxBurstLength', number(512, 1048576)),
  iscsi('FirstBurstLength', number(512, 1048576)),
  iscsi('MaxOutstandingR2T', number(1, 65535)),
  iscsi('InitialR2T', yesNo),
  iscsi('ImmediateData', yesNo),
  iscsi('RDMAExtensions', yesNo),
  iscsi('HeaderDigest', digests),
  iscsi('DataDigest', digests),

  row('GROUP', [], 'addr_method', addressMethods),
  row('GROUP', [], 'black_hole', number(0, 4)),
  row('GROUP', [], 'cpu_mask', any),
  row('GROUP', [], 'io_grouping_type', groupingTypes),
  row('GROUP', ISCSI, 'per_sess_dedicated_tgt_threads', flag),

  row('LUN', [], 'read_only', flag, 'create'),

  row('TARGET_GROUP', [], 'group_id', number(0, 65535)),
  row('TARGET_GROUP', [], 'preferred', flag),
  row(
    'TARGET_GROUP',
    [],
    'state',
    choice('active', 'nonoptimized', 'standby', 'unavailable', 'offline', 'transitioning'),
  ),
  row('member', [], 'rel_tgt_id', number(0, 65535)),
]

/** Handlers and drivers that the table speaks for; of others it knows nothing. */
export const KNOWN_HANDLERS: readonly ByteString[] = [...VIRTUAL, 'dev_disk', 'dev_disk_perf']
export const KNOWN_DRIVERS: readonly ByteString[] = ['iscsi', 'scst_local', 'copy_manager']

/** What can be set in a context; undefined where the table does not speak of the handler or driver. */
export const settableIn = (context: Context, owner: ByteString): ReadonlySet<ByteString> | undefined =>
  owner === '' || KNOWN_HANDLERS.includes(owner) || KNOWN_DRIVERS.includes(owner)
    ? new Set(attributesOf(context, owner).flatMap(({ name, isSettable }) => (isSettable ? [name] : [])))
    : undefined

/** The attributes of a context, within a handler or driver. */
export const attributesOf = (context: Context, owner: ByteString | undefined): AttributeRow[] =>
  ATTRIBUTES.filter((row) => row.in === context && (row.of.length === 0 || row.of.includes(owner ?? '')))
