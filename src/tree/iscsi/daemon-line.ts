import type { ByteString } from '../../lib/bytes.ts'
import { valueLine } from '../attribute.ts'

/** Settings that the daemon answers with an empty line behind them, marked or not. */
export const daemonLine = (text: ByteString, isKey: boolean): ByteString =>
  isKey ? valueLine(text, true, 'daemon') : `${text}\n\n`
