import { readFileSync } from 'node:fs'
import type { Configuration } from '../config/configuration.ts'
import { convertProcfs, type RunningDriver } from '../config/procfs/convert.ts'
import { isProcfsForm } from '../config/procfs/sections.ts'
import { elaborate } from '../config/scst/elaborate.ts'
import { readLenient } from '../config/scst/lenient.ts'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { errnoOf, errnoText } from '../lib/errno.ts'
import type { Run } from './run.ts'
import type { Running } from './running.ts'

/** The configuration in a file, in either form; undefined when there is nothing in it. */
export function readDesired(
  run: Run,
  file: ByteString,
  running: Running = run.running,
): Configuration | undefined {
  const text = readText(run, file)
  if (isProcfsForm(text)) return convert(run, file, text, running)
  const items = readLenient(text)
  return items.size === 0 ? undefined : elaborate(items)
}

function readText(run: Run, file: ByteString): ByteString {
  try {
    return fromBuffer(readFileSync(toBuffer(file)))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined) throw error
    if (errno === 'EISDIR' && !run.departs('unreadable-file')) return ''
    return run.fatal(`Unable to open configuration file '${file}': ${errnoText(errno)}`)
  }
}

function convert(run: Run, file: ByteString, text: ByteString, running: Running): Configuration {
  run.say('\nNOTE: Using a deprecated configuration file. I will attempt to convert it for you.\n\n')
  const corrects = run.departs('old-form')
  const { configuration, messages } = convertProcfs(text, file, runningDrivers(running), {
    lunReadOnly: corrects,
    nullioWithoutFilename: corrects,
    bareDevices: corrects,
    withoutCopyManager: corrects,
    readOnlyWithoutWriteOptions: corrects,
    defaultOnlyWithoutOwn: corrects,
    trimmedFields: corrects,
    lastDeviceOfLun: corrects,
    hostsByTheirNames: corrects,
    defaultsByTheirNames: false,
  })
  for (const message of messages)
    if (message.kind === 'note') run.say(message.text)
    else run.fail(message.text)
  return configuration
}

const runningDrivers = (running: Running): Map<ByteString, RunningDriver> =>
  new Map(
    running.drivers().map((driver) => [
      driver,
      {
        canCreateTargets: running.isVirtualCapable(driver),
        hasEnabled: running.has(`targets/${driver}/enabled`),
        targets: running.targets(driver),
      },
    ]),
  )
