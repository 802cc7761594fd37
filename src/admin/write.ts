import type { Configuration } from '../config/configuration.ts'
import { printConfiguration } from '../config/scst/print.ts'
import type { ByteString } from '../lib/bytes.ts'
import { errnoOf, errnoText } from '../lib/errno.ts'
import { Capture, READ_TO_SAVE } from './capture.ts'
import { faithfulText, Unwritable } from './faithful-text.ts'
import type { Run } from './run.ts'
import { openDestination } from './save.ts'

/** -write_config: saves the running system to a file. Answers the exit status. */
export async function writeConfiguration(run: Run, file: ByteString): Promise<number> {
  const nonKey = run.options.nonKey ?? false
  await run.begin(nonKey ? undefined : READ_TO_SAVE)
  const capture = new Capture(run.running, { nonKey })
  let announced = false
  try {
    const text = textOf(capture.configuration(), run)
    const destination = openDestination(file, run)
    run.say(`Writing current configuration to file '${file}'.. `)
    announced = true
    destination.write(text)
    return run.end(0)
  } catch (error) {
    const why = reasonOf(error)
    run.say(`${announced ? '\n' : ''}Failed to save configuration to file '${file}': ${why}\n`)
    return run.end(1)
  }
}

function textOf(configuration: Configuration, run: Run): ByteString {
  const print = run.departs('faithful-file') ? faithfulText : printConfiguration
  return print(configuration, { withEmptyGroups: run.departs('empty-groups') })
}

function reasonOf(error: unknown): ByteString {
  if (error instanceof Unwritable) return error.message
  const errno = errnoOf(error)
  if (errno === undefined) throw error
  return errnoText(errno)
}
