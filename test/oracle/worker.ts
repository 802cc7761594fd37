import type { Difference, Outcome } from './difference.ts'
import type { Job, Kind } from './jobs.ts'
import { replayConfig } from './kinds/config.ts'
import { replayWrites } from './kinds/errno.ts'
import { replayExchanges } from './kinds/iscsi.ts'
import { replayCommands } from './kinds/scsi.ts'
import { replayGroup } from './kinds/scstadmin.ts'
import { replayTrees } from './kinds/trees.ts'
import { listenForIsns, wipeDisks } from './machine.ts'

/** Replays the jobs that come by message, one at a time, in the world it was started in. */
const REPLAY: Readonly<Record<Kind, (job: Job) => Promise<readonly Outcome[]>>> = {
  config: async (job) => [whole(job, await replayConfig(job.path))],
  procfs: async (job) => [whole(job, await replayConfig(job.path))],
  scstadmin: ({ path, name }) => replayGroup(path, name),
  errno: ({ path, name }) => replayWrites(path, name),
  trees: ({ path, name }) => replayTrees(path, name),
  iscsi: ({ path, name }) => replayExchanges(path, name),
  scsi: ({ path, name }) => replayCommands(path, name),
}

const whole = ({ name, kind }: Job, differences: Difference[]): Outcome => ({ name, kind, differences })

const listeners = await listenForIsns()

process.on('message', async (job: Job) => {
  const outcomes = await replay(job)
  process.send!(outcomes)
})
process.once('disconnect', () => {
  for (const listener of listeners) listener.close()
  process.exit()
})
process.send!('ready')

async function replay(job: Job): Promise<readonly Outcome[]> {
  try {
    if (job.kind === 'scsi') await wipeDisks()
    return await REPLAY[job.kind](job)
  } catch (error) {
    const actual = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return [whole(job, [{ what: 'the replay itself', expected: 'an answer', actual }])]
  }
}
