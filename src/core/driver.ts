import type { ByteString } from '../lib/bytes.ts'
import type { Target } from './target.ts'

/** A target driver (SCST: target template): iscsi, scst_local, copy_manager. */
export interface TargetDriver {
  readonly name: ByteString
  /** In creation order, by true name. */
  readonly targets: ReadonlyMap<ByteString, Target>
  /** SPC protocol identifier of its ports; undefined where the transport has no TransportID. */
  readonly protocol: number | undefined
  /** Targets are switched on and off; where not, they always count for unique relative target ids. */
  readonly hasEnable: boolean
  /** Targets check T10 protection information. */
  readonly checksProtection: boolean
}
