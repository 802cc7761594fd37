import { type ScsiError, senseData } from '../sense.ts'

/** One EXTENDED COPY as RECEIVE COPY RESULTS tells of it. */
export interface CopyRecord {
  state: 'running' | 'done' | 'failed'
  segments: number
  bytes: number
  /** SCSI status and sense data of a failed copy. */
  status: number
  sense: Uint8Array
}

const KEPT_MS = 60_000

/** The copies of one nexus by list identifier: those that run, and for a minute those that have ended. */
export class CopyStatus {
  readonly #records = new Map<number, CopyRecord>()

  get(listId: number): CopyRecord | undefined {
    return this.#records.get(listId)
  }

  begin(listId: number): CopyRecord {
    const record: CopyRecord = {
      state: 'running',
      segments: 0,
      bytes: 0,
      status: 0,
      sense: new Uint8Array(0),
    }
    this.#records.set(listId, record)
    return record
  }

  /** The copy has ended, well unless with a failure. */
  end(listId: number, record: CopyRecord, failure?: ScsiError): void {
    record.state = failure === undefined ? 'done' : 'failed'
    record.status = failure?.status ?? 0
    if (failure?.sense !== undefined) record.sense = senseData(failure.sense, failure.detail, false)
    setTimeout(() => {
      if (this.#records.get(listId) === record) this.#records.delete(listId)
    }, KEPT_MS).unref()
  }

  forget(listId: number): void {
    this.#records.delete(listId)
  }
}
