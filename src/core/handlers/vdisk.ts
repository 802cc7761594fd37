import { DEVICE_TYPE } from '../../scsi/logical-unit.ts'
import type { VirtualHandler } from '../handler.ts'
import { openBlockStore } from '../stores/block.ts'
import { openFileStore } from '../stores/file.ts'
import { nullStore } from '../stores/null.ts'

type Kind = Omit<VirtualHandler, 'kind' | 'module' | 'devices'>

const NEVER = { readOnly: false, removable: false }

const FILEIO: Kind = {
  name: 'vdisk_fileio',
  type: DEVICE_TYPE.DISK,
  threadsNum: 8,
  parameters: [
    'active',
    'async',
    'bind_alua_state',
    'blocksize',
    'cluster_mode',
    'dif_filename',
    'dif_mode',
    'dif_static_app_tag',
    'dif_type',
    'filename',
    'numa_node_id',
    'nv_cache',
    'o_direct',
    'read_only',
    'removable',
    'rotational',
    'thin_provisioned',
    'tst',
    't10_dev_id',
    'write_through',
  ],
  checksNames: false,
  t10VendId: 'SCST_FIO',
  needsFile: true,
  blockSize: 512,
  size: 0,
  always: NEVER,
  bindAluaState: false,
  thinByDefault: false,
  volatile: false,
  checksWriteOptions: true,
  opensExclusively: false,
  open: async ({ filename, ...request }) => openFileStore(filename!, request),
}

const BLOCKIO: Kind = {
  ...FILEIO,
  name: 'vdisk_blockio',
  threadsNum: 1,
  parameters: FILEIO.parameters.filter((name) => name !== 'async' && name !== 'o_direct'),
  checksNames: true,
  t10VendId: 'SCST_BIO',
  always: { ...NEVER, flag: 'BLOCKIO' },
  bindAluaState: true,
  thinByDefault: true,
  checksWriteOptions: false,
  opensExclusively: true,
  open: async ({ filename, ...request }) => openBlockStore(filename!, request),
}

const NULLIO: Kind = {
  ...FILEIO,
  name: 'vdisk_nullio',
  threadsNum: 1,
  parameters: [
    'blocksize',
    'cluster_mode',
    'dif_mode',
    'dif_static_app_tag',
    'dif_type',
    'dummy',
    'numa_node_id',
    'read_only',
    'removable',
    'rotational',
    'size',
    'size_mb',
    'tst',
    't10_dev_id',
  ],
  checksNames: true,
  needsFile: false,
  size: 2748779069440,
  always: { ...NEVER, flag: 'NULLIO' },
  volatile: true,
  open: async ({ size }) => nullStore(size),
}

const VCDROM: Kind = {
  ...FILEIO,
  name: 'vcdrom',
  type: DEVICE_TYPE.CDROM,
  parameters: ['tst'],
  checksNames: true,
  needsFile: false,
  blockSize: 2048,
  always: { readOnly: true, removable: true },
  open: async ({ filename, ...request }) =>
    filename === undefined ? undefined : openFileStore(filename, request),
}

/** The handlers of module scst_vdisk. Their devices share one name space. */
export const vdiskHandlers = (): VirtualHandler[] =>
  [FILEIO, BLOCKIO, NULLIO, VCDROM].map((kind) => ({
    ...kind,
    kind: 'virtual',
    module: 'scst_vdisk',
    devices: new Map(),
  }))
