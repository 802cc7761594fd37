import { createServer } from 'node:net'

/** The documentation's second sample: five devices, accounts, iSNS and a group. What is written, and where. */
export const FIRST = 'iqn.2006-10.net.vlnb:tgt'
export const SECOND = 'iqn.2006-10.net.vlnb:tgt1'
export const HOST = 'iqn.2005-03.org.open-iscsi:cacdcd2520'

/** The modules of its recording. */
export const SAMPLE_MODULES = 'scst,scst_vdisk,iscsi-scst'

const DRIVER = 'targets/iscsi'

export const ADVANCED_SAMPLE: readonly (readonly [text: string, path: string])[] = [
  ['add_device disk1 filename=/disk1; nv_cache=1', 'handlers/vdisk_fileio/mgmt'],
  ['add_device disk2 filename=/disk2; blocksize=4096; nv_cache=1', 'handlers/vdisk_fileio/mgmt'],
  ['add_device blockio filename=/dev/sda5', 'handlers/vdisk_blockio/mgmt'],
  ['add_device nullio', 'handlers/vdisk_nullio/mgmt'],
  ['add_device cdrom', 'handlers/vcdrom/mgmt'],
  ['192.168.1.16 AccessControl', `${DRIVER}/iSNSServer`],
  ['add_attribute IncomingUser joeD 12charsecret', `${DRIVER}/mgmt`],
  ['add_attribute OutgoingUser jackD 12charsecret1', `${DRIVER}/mgmt`],
  [`add_target ${FIRST}`, `${DRIVER}/mgmt`],
  ['add disk1 0', `${DRIVER}/${FIRST}/luns/mgmt`],
  ['add cdrom 1', `${DRIVER}/${FIRST}/luns/mgmt`],
  [`add_target ${SECOND}`, `${DRIVER}/mgmt`],
  [`add_target_attribute ${SECOND} IncomingUser1 joe2 12charsecret2`, `${DRIVER}/mgmt`],
  [`add_target_attribute ${SECOND} IncomingUser joe 12charsecret`, `${DRIVER}/mgmt`],
  [`add_target_attribute ${SECOND} OutgoingUser jim1 12charpasswd`, `${DRIVER}/mgmt`],
  ['No', `${DRIVER}/${SECOND}/InitialR2T`],
  ['Yes', `${DRIVER}/${SECOND}/ImmediateData`],
  ['8192', `${DRIVER}/${SECOND}/MaxRecvDataSegmentLength`],
  ['8192', `${DRIVER}/${SECOND}/MaxXmitDataSegmentLength`],
  ['131072', `${DRIVER}/${SECOND}/MaxBurstLength`],
  ['32768', `${DRIVER}/${SECOND}/FirstBurstLength`],
  ['1', `${DRIVER}/${SECOND}/MaxOutstandingR2T`],
  ['CRC32C,None', `${DRIVER}/${SECOND}/HeaderDigest`],
  ['CRC32C,None', `${DRIVER}/${SECOND}/DataDigest`],
  ['32', `${DRIVER}/${SECOND}/QueuedCommands`],
  ['add disk2 0', `${DRIVER}/${SECOND}/luns/mgmt`],
  ['add nullio 26', `${DRIVER}/${SECOND}/luns/mgmt`],
  ['create special_ini', `${DRIVER}/${SECOND}/ini_groups/mgmt`],
  ['add blockio 0 read_only=1', `${DRIVER}/${SECOND}/ini_groups/special_ini/luns/mgmt`],
  [`add ${HOST}`, `${DRIVER}/${SECOND}/ini_groups/special_ini/initiators/mgmt`],
  ['1', `${DRIVER}/${FIRST}/enabled`],
  ['1', `${DRIVER}/${SECOND}/enabled`],
  ['1', `${DRIVER}/enabled`],
]

/** An iSNS server that accepts and never answers, where the sample looks for one. */
export function startIsnsServer(): Promise<void> {
  return new Promise((resolve) => {
    createServer((socket) => socket.on('error', () => {}))
      .listen(3205, '192.168.1.16', resolve)
      .unref()
  })
}
