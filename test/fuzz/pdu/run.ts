import { bystander, checkHealth, residentMiB } from './health.ts'
import { startSubject } from './subject.ts'

export interface PduRun {
  readonly cases: number
  readonly seed: number
  /** Number of the first connection. */
  readonly from: number
  /** PDUs between two looks at the daemon's health. */
  readonly batch: number
}

/** Sends a daemon what no initiator should; answers how many promises it broke. */
export async function fuzzPdus({ cases, seed, from, batch }: PduRun): Promise<number> {
  const subject = await startSubject()
  const say = (text: string) => process.stdout.write(`${text}\n`)
  const began = Date.now()
  const total = { taken: 0, sent: 0, connections: 0, logins: 0, wait: 0, work: 0 }
  const memory: number[] = []
  let next = from
  let failure: string | undefined
  while (total.taken < cases && failure === undefined) {
    const first = next
    try {
      const watch = await bystander(subject)
      const outcome = await subject.play({ seed, from: first, cases: Math.min(batch, cases - total.taken) })
      next = outcome.next
      for (const key of ['taken', 'sent', 'connections', 'logins'] as const) total[key] += outcome[key]
      if (outcome.faults.length > 0) throw new Error(outcome.faults.join('\n'))
      const { wait, work } = await watch.stop()
      total.wait = Math.max(total.wait, wait)
      total.work = Math.max(total.work, work)
      await checkHealth(subject)
    } catch (error) {
      failure = `seed ${seed}, connections ${first} to ${next - 1}: ${(error as Error).stack}\n${subject.log().slice(-4000)}`
      say(failure)
    }
    if (subject.ended() === undefined) memory.push(residentMiB(subject.pid))
    const seconds = (Date.now() - began) / 1000
    say(
      `${total.taken} PDUs taken of ${total.sent} sent, ${total.connections} connections, ${total.logins} logins, ${seconds.toFixed(0)} s, ${memory.at(-1)} MiB, a bystander waited ${total.wait} ms at most, for ${total.work} ms of work`,
    )
  }
  await subject.stop()
  say(`seed ${seed}: ${memorySaid(memory)}`)
  return failure === undefined ? 0 : 1
}

/** Memory of the process by tenths of the run. */
function memorySaid(memory: readonly number[]): string {
  const tenth = Math.max(1, Math.floor(memory.length / 10))
  const tenths = Array.from({ length: Math.ceil(memory.length / tenth) }, (_, n) =>
    memory.slice(n * tenth, (n + 1) * tenth),
  )
  return `RSS by tenths of the run, in MiB: ${tenths.map((part) => Math.round(part.reduce((sum, each) => sum + each, 0) / part.length)).join(' ')}`
}
