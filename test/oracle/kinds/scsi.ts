import { Session } from '../../support/initiator/session.ts'
import { unequal } from '../case-run.ts'
import type { Difference, Outcome } from '../difference.ts'
import { Machine } from '../machine.ts'
import { relativePath } from '../nodes.ts'
import { readJsonLines } from '../recording.ts'
import { type Answered, scsiDeparture, senseCode } from '../scsi-departures.ts'

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

/** The first line of a file, and what its setup says of the device. */
interface Device {
  readonly initiator: string
  readonly isid: string
  readonly target: string
  readonly kind: 'disk' | 'cdrom'
  readonly removable: boolean
  readonly onBlockDevice: boolean
}

/** One device's answers, in order, in one session; a command that the original left unanswered cost it the session. */
export async function replayCommands(file: string, name: string): Promise<Outcome[]> {
  const machine = await Machine.start()
  try {
    const [head, ...lines] = readJsonLines<Setup | Command>(file)
    const device = deviceOf(head as Setup)
    await setUp(machine, head as Setup)
    let session = await logIn(device)
    const outcomes: Outcome[] = []
    let sessionLost = false
    for (const line of lines) {
      if ('setup' in line) await setUp(machine, line)
      else if (line.error === undefined)
        outcomes.push(await replay(session, { ...device, sessionLost }, line, name))
      else {
        session.kill()
        await session.connection.closed
        session = await logIn(device)
        sessionLost = true
      }
    }
    session.kill()
    return outcomes
  } finally {
    await machine.stop()
  }
}

function deviceOf({ setup, initiator = '', isid = '', target = '' }: Setup): Device {
  const cdrom = setup[0]!.path.includes('/vcdrom/')
  const removable = cdrom || /\bremovable=1\b/.test(setup[0]!.write)
  const onBlockDevice = setup[0]!.path.includes('/vdisk_blockio/')
  return { initiator, isid, target, kind: cdrom ? 'cdrom' : 'disk', removable, onBlockDevice }
}

const logIn = ({ initiator, isid, target }: Device): Promise<Session> =>
  Session.logIn({ port: PORT, initiator, isid, target })

async function setUp(machine: Machine, { setup }: Setup): Promise<void> {
  for (const { path, write } of setup) await machine.daemon.sysfs.write(relativePath(path), write)
}

async function replay(
  session: Session,
  device: Device & { readonly sessionLost: boolean },
  recorded: Command,
  file: string,
): Promise<Outcome> {
  const cdb = Buffer.from(recorded.cdb, 'hex')
  const alloc = recorded.alloc ?? 0
  const out = recorded.out === undefined ? undefined : outOf(recorded)
  const answer = await session.scsi(padded(cdb), { alloc, lun: recorded.lun ?? 0, ...(out && { out }) })
  const ours = {
    status: answer.status ?? -1,
    sense: answer.sense.toString('hex'),
    data: answer.status === 0 ? answer.data.toString('hex') : '',
  }
  const rule = scsiDeparture({ ...device, cdb, alloc, out, recorded, ours })
  return {
    name: `${file}#${recorded.name} ${recorded.cdb}`,
    kind: 'scsi',
    differences: differencesOf(recorded, ours).map((difference) =>
      rule === undefined ? difference : { ...difference, neverCopied: rule },
    ),
  }
}

function differencesOf(recorded: Command, ours: Answered): Difference[] {
  return [
    ...unequal('status', String(recorded.status), String(ours.status)),
    ...unequal('sense', recorded.sense, ours.sense),
    ...unequal('data', recorded.data, ours.data),
  ]
}

const padded = (cdb: Buffer): Buffer => Buffer.concat([cdb, Buffer.alloc(Math.max(16 - cdb.length, 0))])

/** `00*512` is 512 zero bytes. Data of a miscompare are abbreviated: one that differs stands for them. */
function outOf(recorded: Command): Buffer {
  const match = /^([0-9a-f]+)\*(\d+)$/.exec(recorded.out!)
  const data = match
    ? Buffer.alloc(Number(match[2]) * (match[1]!.length / 2), match[1]!, 'hex')
    : Buffer.from(recorded.out!, 'hex')
  if (senseCode(recorded) === 'e1d00') data[0]! ^= 0xff
  return data
}
