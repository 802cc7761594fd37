import type { ByteString } from '../lib/bytes.ts'
import { readDesired } from './desired.ts'
import { allTargets, issueLip } from './lip.ts'
import { whoIsDisturbed } from './live-sessions.ts'
import { mannerOf } from './manner.ts'
import { apply } from './phases/apply.ts'
import { canonicalizeLuns } from './phases/canonical-luns.ts'
import { type Checked, check } from './phases/check.ts'
import type { Run } from './run.ts'
import { Running } from './running.ts'

/** -config: makes the running system what a file says. Answers the exit status. */
export async function applyConfiguration(run: Run, file: ByteString): Promise<number> {
  await run.begin()
  const checked = await readAndCheck(run, file)
  if (!checked) return 0
  if (checked.errors > 0) run.fail('Configuration has errors, aborting.')
  const status = checked.errors > 0 ? 1 : 0
  if (run.options.force && !(await run.confirm(await disturbed(run, checked)))) return run.end(status)
  return await applyDesired(run, checked)
}

/** -check_config: only looks. */
export async function checkConfiguration(run: Run, file: ByteString): Promise<number> {
  await run.begin()
  const checked = await readAndCheck(run, file)
  return checked ? run.end(checked.errors > 0 ? 1 : 0) : 0
}

async function readAndCheck(run: Run, file: ByteString): Promise<Checked | undefined> {
  run.say(`-> Checking configuration file '${file}' for errors.\n`)
  const configuration = readDesired(run, file)
  if (configuration) return await run.perform(check(configuration, run.running, (id) => run.departs(id)))
  run.say('-> WARNING: Configuration is empty or unreadable, aborting.\n\n')
  return undefined
}

async function applyDesired(run: Run, { configuration, errors }: Checked): Promise<number> {
  const status = errors > 0 ? 1 : 0
  run.say('-> Applying configuration.\n')
  if (run.departs('equal-values')) canonicalizeLuns(configuration)
  const situation = { running: run.running, desired: configuration, manner: mannerOf(run) }
  const changes = await run.perform(apply(situation))
  run.say(`\t-> Done, ${changes} change(s) made.\n`)
  if (!run.options.lip || changes === 0) return run.end(status)
  const running = await Running.read(run.sysfs)
  return run.end(await run.perform(issueLip(allTargets(running), running, false)))
}

const disturbed = (run: Run, { configuration }: Checked) =>
  whoIsDisturbed(run, () =>
    apply({ running: run.running, desired: structuredClone(configuration), manner: mannerOf(run) }),
  )
