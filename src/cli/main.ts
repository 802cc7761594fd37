import { ReadError } from '../admin/read-error.ts'
import type { Run } from '../admin/run.ts'
import { Running } from '../admin/running.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Environment } from './environment.ts'
import { answer, makeChange, printQuery } from './frame.ts'
import { type LegacyCall, readLegacy } from './legacy.ts'
import { legacyHelp } from './legacy-help.ts'
import { CHANGES, QUERIES, WHOLE } from './operations.ts'
import { isPermitted, withRun } from './reach.ts'

type Operations = Extract<LegacyCall, { kind: 'operations' }>

/** Runs a classic command line; answers the exit status. */
export async function scstadmin(argv: readonly ByteString[], environment: Environment): Promise<number> {
  const { asked, call } = readLegacy(argv, environment.env)
  if (!isPermitted(environment, asked)) return 255
  switch (call.kind) {
    case 'complaint':
      environment.terminal.err(call.stderr)
      environment.terminal.out(call.stdout)
      return 1
    case 'help':
      environment.terminal.out(legacyHelp())
      return 0
    case 'operations':
      return withRun(environment, asked, call.options, (run) =>
        call.json ? answerInJson(run, call) : operate(run, call),
      )
  }
}

async function operate(run: Run, { operations }: Operations): Promise<number> {
  const whole = operations.find(({ option }) => WHOLE[option.name])
  if (whole) return WHOLE[whole.option.name]!(run, whole.given.name)
  await run.begin()
  if (operations.length === 0) {
    run.say('No valid operations specified.\n')
    return 1
  }
  return run.end(await operateAll(run, operations))
}

/** All queries, and then one change. */
async function operateAll(run: Run, operations: Operations['operations']): Promise<number> {
  let status = 0
  for (const { option, given } of operations) {
    const query = QUERIES[option.name]
    const change = CHANGES[option.name]
    if (change) return makeChange(run, change, given, option.prompts === true, status)
    if (query) status = printQuery(run, query, given)
  }
  return status
}

/** One query is answered by itself; of several each answer stands under its name. */
async function answerInJson(run: Run, { operations }: Operations): Promise<number> {
  const running = await Running.read(run.sysfs)
  const answers = operations.map(({ option, given }) => {
    const found = answer(running, QUERIES[option.name]!, given, run.options)
    return found instanceof ReadError
      ? { name: option.name, found: { error: found.text }, status: 1 }
      : { name: option.name, found: found.found, status: found.status ?? 0 }
  })
  const [only] = answers
  const shown =
    answers.length === 1 ? only!.found : Object.fromEntries(answers.map(({ name, found }) => [name, found]))
  run.say(`${JSON.stringify(shown, null, 2)}\n`)
  return answers.at(-1)?.status ?? 1
}
