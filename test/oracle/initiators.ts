import { Session } from '../support/initiator/session.ts'
import { unequal } from './case-run.ts'
import type { Difference } from './difference.ts'

/** What a recorded initiator does; `id` names it in later records. */
export interface InitiatorAction {
  readonly op: 'login' | 'alive' | 'kill' | 'logout' | 'scsi'
  readonly id: string
  readonly initiator?: string
  readonly target?: string
  readonly isid?: string
  readonly luns?: number
  readonly cdb?: string
  readonly alloc?: number
}

/** What came of it in the recording. */
export interface InitiatorResult {
  readonly status?: string
  readonly keys?: readonly (readonly [string, string])[]
  readonly report_luns?: string
  readonly error?: string
  readonly alive?: boolean
}

const PORT = 3260
const REPORT_LUNS = Buffer.from('a00000000000000001000000', 'hex')

/** The initiators of one group of records, each with its session. */
export class Initiators {
  readonly #sessions = new Map<string, Session>()

  /** Does it and answers where the target's answer is another. */
  async replay(action: InitiatorAction, recorded: InitiatorResult): Promise<Difference[]> {
    const ours = await this.#do(action, recorded)
    return Object.entries(ours).flatMap(([what, value]) =>
      unequal(
        `${what} of ${action.op} ${action.id}`,
        text(recorded[what as keyof InitiatorResult]),
        text(value),
      ),
    )
  }

  close(): void {
    for (const session of this.#sessions.values()) session.kill()
  }

  async #do(action: InitiatorAction, recorded: InitiatorResult): Promise<InitiatorResult> {
    const session = this.#sessions.get(action.id)
    switch (action.op) {
      case 'login':
        return this.#logIn(action, recorded)
      case 'alive':
        return { alive: session !== undefined && !session.connection.isClosed }
      case 'kill':
        session?.kill()
        await session?.connection.closed
        return {}
      case 'logout':
        await session?.logout()
        return {}
      case 'scsi':
        await session?.scsi(Buffer.from(action.cdb ?? '', 'hex'), { alloc: action.alloc ?? 0 })
        return {}
    }
  }

  async #logIn(action: InitiatorAction, recorded: InitiatorResult): Promise<InitiatorResult> {
    const { initiator = '', target = '', isid = '' } = action
    try {
      const session = await Session.logIn({
        port: PORT,
        initiator,
        target,
        isid,
        offers: offersFor(recorded),
      })
      this.#sessions.set(action.id, session)
      const answer = { status: session.response.status, keys: session.response.keys }
      if (action.luns === undefined) return answer
      return { ...answer, report_luns: (await reportLuns(session)).toString('hex') }
    } catch {
      return { error: 'closed' }
    }
  }
}

/** The recorder's offers, in the order of the answers: all as they were agreed on. */
const offersFor = ({ keys = [] }: InitiatorResult) =>
  keys.map(([key, value]) =>
    key === 'MaxRecvDataSegmentLength' ? ([key, '262144'] as const) : ([key, value] as const),
  )

/** The first command of a session is answered with a unit attention. */
async function reportLuns(session: Session): Promise<Buffer> {
  const cdb = Buffer.from(REPORT_LUNS)
  cdb.writeUInt32BE(256, 6)
  return (await session.scsi(cdb, { alloc: 256 })).data
}

const text = (value: unknown): string =>
  typeof value === 'string' && value.includes('closed') ? 'closed' : (JSON.stringify(value) ?? '')
