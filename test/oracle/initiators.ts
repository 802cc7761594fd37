import type { ByteString } from '../../src/lib/bytes.ts'
import type { Difference } from './difference.ts'

/** What a recorded initiator does; `id` names it in later records. */
export interface InitiatorAction {
  readonly op: 'login' | 'alive' | 'kill' | 'logout' | 'scsi'
  readonly id: string
  readonly initiator?: ByteString
  readonly target?: ByteString
  readonly isid?: string
  readonly luns?: number
}

/** The initiators of one group of records. */
export class Initiators {
  async replay(action: InitiatorAction, _result: unknown): Promise<Difference[]> {
    throw new Error(`initiator ${action.op}: not here yet`)
  }

  close(): void {}
}
