import { statSync } from 'node:fs'
import { type ByteString, toBuffer } from '../lib/bytes.ts'
import { type Destination, inPlace, openFile } from './file-destination.ts'
import type { Run } from './run.ts'

/** Names of our own output, where the text has to stand between the messages. */
const STANDARD_OUTPUT = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/** Opens a file for a new content; throws the system's error when that is not possible. */
export function openDestination(file: ByteString, run: Run): Destination {
  if (STANDARD_OUTPUT.includes(file) && statSync(toBuffer(file), { throwIfNoEntry: false }))
    return { write: (text) => say(text, run) }
  return run.departs('write-safely')
    ? openFile(file, 'as-before')
    : inPlace(file, 0o666, { tellsFailure: false })
}

function say(text: ByteString, run: Run): void {
  run.say(text)
  const { loss } = run.terminal
  if (loss && run.departs('write-safely')) throw loss
}
