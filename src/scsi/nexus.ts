import type { ByteString } from '../lib/bytes.ts'
import type { ITLNexus } from './itl-nexus.ts'
import type { SenseCode } from './sense.ts'

/** A SCSI target port: what a logical unit must know of the way a command came in. */
export interface TargetPort {
  readonly name: ByteString
  readonly driver: ByteString
  /** 0 while the port has none. */
  readonly relTgtId: number
  /** SPC protocol identifier: 5 iSCSI, 6 SAS (scst_local), undefined where the transport has no TransportID. */
  readonly protocol: number | undefined
  /** Commands come from another target that has looked at the reservations itself (`forwarding`). */
  readonly forwardDst?: boolean
  /** INQUIRY version descriptors of the transport; without it iSCSI's. */
  readonly versionDescriptors?: readonly number[]
}

/** An I_T nexus (SAM): one initiator port at one target port, made at session start and gone with the session. */
export interface ITNexus {
  /** Unique for the life of the process. */
  readonly id: number
  /** Without `#portal` suffix. */
  readonly initiatorName: ByteString
  /** SPC TransportID, zero filled to a multiple of 4; empty where the transport has none. */
  readonly transportId: Uint8Array
  readonly port: TargetPort
  /** How LUNs are shown in REPORT LUNS (SAM-5 §4.7): the group's `addr_method`. */
  readonly addrMethod: 'PERIPHERAL' | 'FLAT' | 'LUN'
  /** The logical units of the nexus by LUN. */
  readonly luns: ReadonlyMap<number, ITLNexus>
  /** What this session speaks, where that says more than its port (SPC-4 6.6.2). */
  readonly versionDescriptors?: readonly number[]
  /**
   * Offers an event as an asynchronous message (SAM-5 AER). True: the initiator takes it so, and no unit attention
   * is queued.
   */
  notify?(lun: number, event: SenseCode): boolean
}

/** ALUA: what a logical unit in a device group answers (tree-behaviour §7). */
export interface AluaGroups {
  /** State for commands that come in through the port. */
  state(port: TargetPort): AluaState
  groups(): readonly TargetPortGroup[]
  /** SET TARGET PORT GROUPS: as a write to the tree, but its issuer gets no attention; false when an id is unknown. */
  set(changes: readonly { groupId: number; state: AluaState }[], issuer?: ITLNexus): boolean
  /** Group id of the port within this device group, 0 when none. */
  groupId(port: TargetPort): number
}

export const ALUA_STATES = {
  active: 0x0,
  nonoptimized: 0x1,
  standby: 0x2,
  unavailable: 0x3,
  offline: 0xe,
  transitioning: 0xf,
} as const
export type AluaState = keyof typeof ALUA_STATES

export interface TargetPortGroup {
  readonly groupId: number
  readonly state: AluaState
  readonly preferred: boolean
  /** Relative target port identifiers, remote ones included. */
  readonly relTgtIds: readonly number[]
}
