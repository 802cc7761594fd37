import type { ByteString } from '../lib/bytes.ts'

/** What the root of the tree can set. Scheduling hints are kept and shown without effect. */
export interface Settings {
  asyncLunReplace: boolean
  /** Lock space for `cluster_mode`. */
  clusterName: ByteString
  forceGlobalSgvPool: boolean
  /** A group that is deleted closes the sessions that are in it (otherwise it cannot be deleted). */
  forciblyCloseSessions: boolean
  maxTaskletCmd: number
  measureLatency: boolean
  pollUs: bigint
  /** Part of the identity of devices made later. */
  setupId: number
  threads: number
}

export const defaultSettings = (cpus: number): Settings => ({
  asyncLunReplace: false,
  clusterName: '',
  forceGlobalSgvPool: false,
  forciblyCloseSessions: false,
  maxTaskletCmd: 10,
  measureLatency: false,
  pollUs: 0n,
  setupId: 0,
  threads: cpus,
})
