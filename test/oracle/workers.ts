import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { REPOSITORY } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import type { Outcome } from './difference.ts'
import type { Job } from './jobs.ts'

/** Replays the jobs on `count` machines at a time; outcomes in the order of the jobs. */
export async function replayAll(
  jobs: readonly Job[],
  count: number,
  visible: readonly string[],
): Promise<Outcome[]> {
  const outcomes = new Map<Job, readonly Outcome[]>()
  const waiting = longestFirst(jobs)
  const work = async () => {
    const root = temporaryDirectory()
    const worker = await startWorker(root.path, visible)
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      worker.send(job)
      outcomes.set(job, await answer(worker, job))
    }
    worker.disconnect()
    await once(worker, 'exit')
    root.remove()
  }
  await Promise.all(Array.from({ length: Math.min(count, jobs.length) }, work))
  return jobs.flatMap((job) => outcomes.get(job)!)
}

const WEIGHT: Readonly<Record<string, number>> = { scstadmin: 3, scsi: 2, iscsi: 2, errno: 2 }

const longestFirst = (jobs: readonly Job[]): Job[] =>
  jobs.toSorted((a, b) => (WEIGHT[b.kind] ?? 1) - (WEIGHT[a.kind] ?? 1))

async function startWorker(root: string, visible: readonly string[]): Promise<ChildProcess> {
  const world = join(REPOSITORY, 'test/oracle/world.sh')
  const worker = spawn(
    'unshare',
    [
      ...['--mount', '--net', world, root, [REPOSITORY, ...visible].join(':'), '--'],
      ...[
        process.execPath,
        '--import',
        import.meta.resolve('tsx'),
        join(REPOSITORY, 'test/oracle/worker.ts'),
      ],
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], cwd: REPOSITORY },
  )
  if ((await next(worker)) !== 'ready')
    throw new Error('no world for the replay: unshare, mount, losetup and ip are needed, and root')
  return worker
}

async function answer(worker: ChildProcess, job: Job): Promise<readonly Outcome[]> {
  const outcomes = await next(worker)
  if (!Array.isArray(outcomes)) throw new Error(`the machine was lost while it replayed ${job.name}`)
  return outcomes
}

/** The next message; undefined when the worker ended. */
async function next(worker: ChildProcess): Promise<unknown> {
  const stop = new AbortController()
  const [message] = await Promise.race([
    once(worker, 'message', stop),
    once(worker, 'exit', stop).then(() => [undefined]),
  ])
  stop.abort()
  return message
}
