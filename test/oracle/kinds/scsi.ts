import { Session } from '../../support/initiator/session.ts'
import { unequal } from '../case-run.ts'
import type { Difference, Outcome } from '../difference.ts'
import { Machine } from '../machine.ts'
import { relativePath } from '../nodes.ts'
import { readJsonLines } from '../recording.ts'
import { type Answered, type DeviceState, scsiDeparture, senseCode } from '../scsi-departures.ts'

const PORT = 3260

interface Setup {
  readonly setup: readonly { readonly path: string; readonly write: string; readonly errno: 0 | string }[]
  readonly initiator?: string
  readonly isid?: string
  readonly target?: string
}

interface Command extends Answered {
  readonly name: string
  readonly cdb: string
  readonly alloc?: number
  readonly out?: string
  readonly lun?: number
  /** The original never answered. */
  readonly error?: string
}

/** Who logs in where, as the first line of a file says. */
interface Login {
  readonly initiator: string
  readonly isid: string
  readonly target: string
}

/** One device's answers, in order, in one session; a command that the original left unanswered cost it the session. */
export async function replayCommands(file: string, name: string): Promise<Outcome[]> {
  const machine = await Machine.start()
  try {
    const [head, ...lines] = readJsonLines<Setup | Command>(file)
    const { setup, initiator = '', isid = '', target = '' } = head as Setup
    const login = { initiator, isid, target }
    await setUp(machine, setup)
    let state = afterSetup(deviceOf(setup), setup)
    let session = await logIn(login)
    const outcomes: Outcome[] = []
    for (const line of lines) {
      if ('setup' in line) {
        await setUp(machine, line.setup)
        state = afterSetup(state, line.setup)
      } else if (line.error === undefined) {
        const ours = await answerTo(session, line)
        outcomes.push(compared(line, ours, state, name))
        state = afterCommand(state, line, ours)
      } else {
        session.kill()
        await session.connection.closed
        session = await logIn(login)
        state = { ...state, sessionLost: true }
      }
    }
    session.kill()
    return outcomes
  } finally {
    await machine.stop()
  }
}

function deviceOf(setup: Setup['setup']): DeviceState {
  const { path, write } = setup.find((one) => one.write.startsWith('add_device'))!
  const handler = relativePath(path).split('/')[1] as DeviceState['handler']
  const isDrive = handler === 'vcdrom'
  const given = /\bblocksize=(\d+)/.exec(write)?.[1]
  return {
    handler,
    blockSize: given === undefined ? (isDrive ? 2048 : 512) : Number(given),
    removable: isDrive || /\bremovable=1\b/.test(write),
    isEmpty: isDrive,
    isEjected: false,
    accessState: '',
    sessionLost: false,
  }
}

/** A medium that is put in, a state that is given to a target group. */
function afterSetup(state: DeviceState, setup: Setup['setup']): DeviceState {
  let after = state
  for (const { path, write } of setup) {
    if (path.endsWith('/filename')) after = { ...after, isEmpty: write.trim() === '', isEjected: false }
    if (path.endsWith('/state')) after = { ...after, accessState: write.trim() }
  }
  return after
}

/** START STOP UNIT takes the medium out, or in again. */
function afterCommand(state: DeviceState, command: Command, { status }: Answered): DeviceState {
  const [opcode, , , , flags = 0] = bytesOf(command)
  if (status !== 0 || opcode !== 0x1b || (flags & 0xf2) !== 0x02) return state
  return { ...state, isEjected: (flags & 1) === 0 }
}

const logIn = (login: Login): Promise<Session> => Session.logIn({ port: PORT, ...login })

async function setUp(machine: Machine, setup: Setup['setup']): Promise<void> {
  for (const { path, write, errno } of setup) {
    const written = machine.daemon.sysfs.write(relativePath(path), write)
    await (errno === 0 ? written : written.catch(() => {}))
  }
}

async function answerTo(session: Session, command: Command): Promise<Answered> {
  const out = outOf(command)
  const answer = await session.scsi(padded(bytesOf(command)), {
    alloc: command.alloc ?? 0,
    lun: command.lun ?? 0,
    ...(out && { out }),
  })
  return {
    status: answer.status ?? -1,
    sense: answer.sense.toString('hex'),
    data: answer.status === 0 ? answer.data.toString('hex') : '',
  }
}

function compared(recorded: Command, ours: Answered, state: DeviceState, file: string): Outcome {
  const cdb = bytesOf(recorded)
  const rule = scsiDeparture({
    ...state,
    cdb,
    alloc: recorded.alloc ?? 0,
    out: outOf(recorded),
    recorded,
    ours,
  })
  return {
    name: `${file}#${recorded.name} ${recorded.cdb}`,
    kind: 'scsi',
    differences: differencesOf(recorded, ours).map((difference) =>
      rule === undefined ? difference : { ...difference, neverCopied: rule },
    ),
  }
}

const bytesOf = ({ cdb }: Command): Buffer => Buffer.from(cdb, 'hex')

function differencesOf(recorded: Command, ours: Answered): Difference[] {
  return [
    ...unequal('status', String(recorded.status), String(ours.status)),
    ...unequal('sense', recorded.sense, ours.sense),
    ...unequal('data', recorded.data, ours.data),
  ]
}

const padded = (cdb: Buffer): Buffer => Buffer.concat([cdb, Buffer.alloc(Math.max(16 - cdb.length, 0))])

/** `00*512` is 512 zero bytes. Data of a miscompare are abbreviated: one that differs stands for them. */
function outOf(recorded: Command): Buffer | undefined {
  if (recorded.out === undefined) return undefined
  const match = /^([0-9a-f]+)\*(\d+)$/.exec(recorded.out)
  const data = match
    ? Buffer.alloc(Number(match[2]) * (match[1]!.length / 2), match[1]!, 'hex')
    : Buffer.from(recorded.out, 'hex')
  if (senseCode(recorded) === 'e1d00') data[0]! ^= 0xff
  return data
}
