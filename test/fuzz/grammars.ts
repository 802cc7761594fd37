import type { ByteString } from '../../src/lib/bytes.ts'
import { fuzzedJson } from './json.ts'
import type { Random } from './random.ts'
import * as word from './words.ts'

/** Inputs by grammar: near enough to real files to get deep, wrong enough to be worth it. */
export const grammars: Readonly<Record<string, (r: Random) => ByteString>> = {
  ietd: (r) => lines(r, ietdLine),
  access: (r) => lines(r, accessLine),
  'iscsi-scstd': (r) => lines(r, scstdLine),
  procfs: (r) => lines(r, procfsLine),
  tgt: (r) => lines(r, tgtLine),
  ctl: (r) =>
    r.chance(30)
      ? r.some(0, 6, () => uclBlock(r)).join('\n')
      : r.some(0, 12, () => ctlBlock(r)).join(r.one(['\n', ' ', ';'])),
  lio: fuzzedJson,
  scst: (r) => lines(r, scstLine),
}

type Line = (r: Random) => ByteString

const lines = (r: Random, line: Line): ByteString =>
  r.some(0, 24, () => line(r)).join(r.chance(5) ? '\r\n' : '\n') + (r.chance(80) ? '\n' : '')

const blank = (r: Random): ByteString => r.one([' ', ' ', ' ', '\t', '  '])

const sentence = (r: Random, ...parts: readonly ByteString[]): ByteString =>
  (r.chance(30) ? blank(r) : '') +
  parts.join(blank(r)) +
  (r.chance(8) ? r.one([' # tail', '\\', '#x', ' ', ';']) : '')

const ietdKeys = [
  'MaxConnections',
  'MaxSessions',
  'InitialR2T',
  'ImmediateData',
  'MaxRecvDataSegmentLength',
  'MaxXmitDataSegmentLength',
  'MaxBurstLength',
  'FirstBurstLength',
  'MaxOutstandingR2T',
  'DefaultTime2Wait',
  'HeaderDigest',
  'DataDigest',
  'NOPInterval',
  'NOPTimeout',
  'Wthreads',
  'QueuedCommands',
  'Type',
  'Alias',
  'OFMarker',
  'iSNSServer',
  'iSNSAccessControl',
  'initiator-address',
  'Unknown',
  'constructor',
]

const ietdLun = (r: Random): ByteString =>
  r
    .some(0, 6, () =>
      r.one([
        () => `Path=${word.path(r)}`,
        () => `Type=${r.one(['fileio', 'blockio', 'nullio', 'x'])}`,
        () => `IOMode=${r.one(['wb', 'wt', 'ro', 'x'])}`,
        () => `ScsiId=${word.any(r)}`,
        () => `ScsiSN=${word.any(r)}`,
        () => `BlockSize=${word.number(r)}`,
        () => `Sectors=${word.number(r)}`,
        () => word.garbage(r),
      ])(),
    )
    .join(r.one([',', ',', ', ']))

const ietdLine: Line = (r) =>
  r.one<() => ByteString>([
    () => sentence(r, 'Target', word.target(r)),
    () => sentence(r, 'Lun', word.number(r), ietdLun(r)),
    () => sentence(r, 'Lun', word.number(r), `Path=${word.path(r)},Type=fileio`),
    () =>
      sentence(
        r,
        r.one(['IncomingUser', 'OutgoingUser', 'incominguser', 'User']),
        word.user(r),
        word.secret(r),
      ),
    () => sentence(r, r.one(ietdKeys), word.any(r)),
    () => sentence(r, r.one(ietdKeys), r.one([word.number, word.flag])(r)),
    () => `# ${word.any(r)}`,
    () => '',
    () => word.garbage(r),
  ])()

const accessLine: Line = (r) =>
  r.one<() => ByteString>([
    () =>
      `${r.one(['ALL', word.target(r)])}${blank(r)}${r.some(0, 4, () => r.one([word.address, word.initiator])(r)).join(r.one([',', ', ']))}`,
    () => `# ${word.any(r)}`,
    () => word.garbage(r),
  ])()

const scstdKeys = [
  'InitialR2T',
  'RDMAExtensions',
  'MaxBurstLength',
  'QueuedCommands',
  'RspTimeout',
  'NopInInterval',
  'NopInTimeout',
  'MaxSessions',
  'HeaderDigest',
  'ErrorRecoveryLevel',
  'OFMarkInt',
  'Alias',
  'iSNSServer',
  'iSNSAccessControl',
  'allowed',
  'x',
]

const scstdLine: Line = (r) =>
  r.one<() => ByteString>([
    () => sentence(r, 'Target', word.target(r)),
    () => sentence(r, r.one(['IncomingUser', 'IncomingUser2', 'OutgoingUser']), word.user(r), word.secret(r)),
    () => sentence(r, r.one(scstdKeys), r.one([word.number, word.flag, word.any, () => ':default:'])(r)),
    () => `# ${word.any(r)}; InitialR2T No`,
    () => word.garbage(r),
  ])()

const procfsLine: Line = (r) =>
  r.one<() => ByteString>([
    () =>
      `[${r.one(['HANDLER', 'GROUP', 'ASSIGNMENT', 'TARGETS', 'OPTIONS', 'X'])}${r.one([' ', '  ', ''])}${r.one(['vdisk', 'vcdrom', 'vdisk_fileio', 'dev_disk', 'Default', `Default_${word.target(r)}`, 'HOSTS', 'enable', word.any(r)])}]`,
    () =>
      sentence(
        r,
        'DEVICE',
        [
          r.one(['d1', 'd2', 'd.3', word.any(r)]),
          word.path(r),
          r.some(0, 3, () => r.one(['WT', 'RO', 'NV', 'RM', 'NULLIO', 'BIO', 'O_DIRECT', 'X'])).join('|'),
          word.number(r),
          word.any(r),
        ]
          .slice(0, 1 + r.below(5))
          .join(','),
      ),
    () =>
      sentence(
        r,
        'DEVICE',
        `${r.one(['d1', 'd2'])},${word.number(r)}${r.one(['', ',READ_ONLY', ',x', ','])}`,
      ),
    () => sentence(r, 'USER', word.initiator(r)),
    () => sentence(r, 'HOST', r.one(['0x2100001B3281A2B3', word.target(r)])),
    () => `# ${word.any(r)}`,
    () => word.garbage(r),
  ])()

const tgtKeys = [
  'lun',
  'scsi_id',
  'scsi_sn',
  'vendor_id',
  'write-cache',
  'readonly',
  'removable',
  'online',
  'block-size',
  'bs-type',
  'device-type',
  'bsoflags',
  'mode_page',
  'params',
  'path',
  'driver',
  'controller_tid',
  'MaxBurstLength',
  'InitialR2T',
  'state',
  'initiator-address',
  'initiator-name',
  'allow',
  'default-driver',
  'include',
  'iSNS',
  'iSNSServerIP',
  'incomingdiscoveryuser',
  'x',
]
const tgtValues = [
  'disk',
  'cd',
  'tape',
  'aio',
  'rdwr',
  'null',
  'sg',
  'iscsi',
  'iser',
  'offline',
  '8:0:18:0:1',
  'lbppbe=1,readonly=1',
  'sync:direct',
  'On',
]

const tgtLine: Line = (r) =>
  r.one<() => ByteString>([
    () => `<target ${word.target(r)}>`,
    () => '</target>',
    () => `<${r.one(['backing-store', 'direct-store'])} ${word.path(r)}>`,
    () =>
      r.one([
        '</backing-store>',
        '</direct-store>',
        '</TARGET> x',
        '/* x',
        '*/',
        '<target a/>',
        '< target a >',
        '<target>',
      ]),
    () => sentence(r, r.one(['backing-store', 'direct-store', 'Backing-Store']), word.path(r)),
    () =>
      sentence(
        r,
        r.one(['incominguser', 'outgoinguser']),
        `${word.user(r)}${r.one([' ', ' ', '  ', '\t'])}${word.secret(r)}`,
      ),
    () => sentence(r, r.one(tgtKeys), r.one([word.any, word.number, word.flag, () => r.one(tgtValues)])(r)),
    () => `# ${word.any(r)}`,
    () => word.garbage(r),
  ])()

const quoted = (r: Random, text: ByteString): ByteString => (r.chance(50) ? `"${text}"` : text)

const ctlBlock = (r: Random): ByteString =>
  r.one<() => ByteString>([
    () =>
      `${r.one(['auth-group', 'portal-group', 'target', 'lun'])} ${quoted(r, r.one(['g1', 'default', 'no-authentication', word.target(r)]))} {\n${r.some(0, 8, () => ctlStatement(r)).join(r.one(['\n', ' ', '; ']))}\n}`,
    () => ctlStatement(r),
    () => `# ${word.any(r)}\n`,
    () => word.garbage(r),
  ])()

const ctlStatement: Line = (r) =>
  r.one<() => ByteString>([
    () => `chap ${quoted(r, word.user(r))} ${quoted(r, word.secret(r))}`,
    () => `chap-mutual u ${quoted(r, word.secret(r))} m ${quoted(r, word.secret(r))}`,
    () => `auth-type ${r.one(['none', 'deny', 'chap', 'x'])}`,
    () => `initiator-name ${quoted(r, word.initiator(r))}`,
    () => `initiator-portal ${word.address(r)}`,
    () => `listen ${word.address(r)}${r.one(['', ':3261'])}`,
    () => `discovery-auth-group ${r.one(['g1', 'no-authentication', 'x'])}`,
    () => `auth-group ${r.one(['g1', 'no-authentication', 'no-access', 'x'])}`,
    () => `portal-group ${r.one(['g1', 'default', 'x'])}${r.one(['', ' g1'])}`,
    () =>
      `lun ${word.number(r)} {\n path ${quoted(r, word.path(r))}\n ${r.some(0, 4, () => ctlLun(r)).join('\n')} }`,
    () => `lun ${word.number(r)} g1`,
    () => ctlLun(r),
    () =>
      `${r.one(['alias', 'redirect', 'port', 'tag', 'foreign', 'pidfile', 'isns-server', 'timeout'])} ${quoted(r, word.any(r))}`,
  ])()

const ctlLun: Line = (r) =>
  `${r.one(['path', 'size', 'blocksize', 'serial', 'device-id', 'backend', 'device-type', 'option readonly', 'option writecache', 'option naa', 'option x'])} ${quoted(r, word.any(r))}`

const uclBlock = (r: Random): ByteString =>
  r.one<() => ByteString>([
    () =>
      `${r.one(['auth-group', 'portal-group', 'target', 'lun'])} {\n${r.some(0, 3, () => `"${r.one(['g1', 'default', word.target(r)])}" {\n${r.some(0, 6, () => uclMember(r)).join(r.one(['\n', '; ', ', ']))}\n}`).join('\n')}\n}`,
    () => uclMember(r),
    () => `/* ${word.any(r)} */`,
    () => word.garbage(r),
  ])()

const uclMember: Line = (r) =>
  r.one<() => ByteString>([
    () => `chap { user = ${quoted(r, word.user(r))}, secret = "${word.secret(r)}" }`,
    () =>
      `chap-mutual = [ { user: u; secret: "${word.secret(r)}"; mutual-user: m; mutual-secret: "${word.secret(r)}" } ]`,
    () => `auth-type = ${r.one(['none', 'deny', 'chap', 'x'])}`,
    () => `initiator-name = [ "${word.initiator(r)}", "${word.initiator(r)}" ]`,
    () => `listen = "${word.address(r)}"`,
    () => `portal-group = ${r.one(['g1', '{ name = g1, auth-group-name = g1 }', '[ g1, x ]'])}`,
    () => `auth-group = ${r.one(['g1', 'no-authentication', 'x'])}`,
    () => `lun { ${word.number(r)} = g1; ${word.number(r)} { path = "${word.path(r)}" } }`,
    () => `lun = [ { number = ${word.number(r)}, name = g1 } ]`,
    () => `path = "${word.path(r)}"`,
    () => `size = ${quoted(r, word.number(r))}`,
    () => `options { readonly = ${word.flag(r)}; x = "${word.any(r)}" }`,
    () => `${r.one(['serial', 'alias', 'x', 'allow'])}${r.one([' = ', ': ', ' '])}${word.any(r)}`,
  ])()

const scstLine: Line = (r) =>
  r.one<() => ByteString>([
    () =>
      sentence(
        r,
        r.one([
          'HANDLER',
          'DEVICE',
          'TARGET_DRIVER',
          'TARGET',
          'GROUP',
          'DEVICE_GROUP',
          'TARGET_GROUP',
          'LUN',
          'INITIATOR',
          'ALUA',
        ]),
        word.any(r),
        '{',
      ),
    () => sentence(r, 'LUN', word.number(r), r.one(['d1', word.any(r)]), r.one(['', '{'])),
    () =>
      sentence(
        r,
        r.one(['enabled', 'filename', 'IncomingUser', 'read_only', 'HW_TARGET', 'x']),
        r.one([word.any(r), `"${word.any(r)}"`]),
      ),
    () => '}',
    () => `# ${word.any(r)}`,
    () => word.garbage(r),
  ])()
