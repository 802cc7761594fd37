import { pino } from 'pino'
import { toUnicode } from '../lib/bytes.ts'
import { Log, type LogLine, type LogSink, type Severity } from '../lib/log.ts'

/** Lines of scstd's own course (start, portals, stop) appear at every level. */
const OWN = 'scstd'

const RANK: Readonly<Record<Severity, number>> = { critical: 0, error: 0, warning: 0, info: 1, debug: 2 }
const MARK: Readonly<Partial<Record<Severity, string>>> = {
  critical: '***CRITICAL ERROR***: ',
  error: '***ERROR***: ',
  warning: '***WARNING***: ',
}
const PINO_LEVEL = {
  critical: 'fatal',
  error: 'error',
  warning: 'warn',
  info: 'info',
  debug: 'debug',
} as const

export interface DaemonLog {
  readonly log: Log
  /** After the file was moved away. */
  reopen(): void
}

/** Level 0 shows warnings and worse, 1 the steps of logins and sessions, 2 everything. */
export function openLog(options: { level: number; file: string | undefined }): DaemonLog {
  const shown = ({ severity, subsystem }: LogLine): boolean =>
    RANK[severity] <= options.level || (subsystem === OWN && severity === 'info')
  const { sink, reopen } = options.file === undefined ? textSink() : jsonSink(options.file)
  return {
    log: new Log(OWN, (line) => {
      if (shown(line)) sink(line)
    }),
    reopen,
  }
}

type Output = { readonly sink: LogSink; readonly reopen: () => void }

/** `sec.usec: subsystem: text` on stderr. */
function textSink(): Output {
  return {
    sink: ({ severity, subsystem, text, fields }) => {
      const more = fields ? ` ${JSON.stringify(fields)}` : ''
      process.stderr.write(`${now()}: ${subsystem}: ${MARK[severity] ?? ''}${toUnicode(text)}${more}\n`)
    },
    reopen: () => {},
  }
}

function now(): string {
  const micros = Math.round((performance.timeOrigin + performance.now()) * 1000)
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`
}

function jsonSink(file: string): Output {
  const destination =
    file === '-'
      ? pino.destination({ dest: 1, sync: true })
      : pino.destination({ dest: file, sync: true, mkdir: true })
  const logger = pino(
    { base: null, level: 'debug', formatters: { level: (label) => ({ level: label }) } },
    destination,
  )
  return {
    sink: ({ severity, subsystem, text, fields }) =>
      logger[PINO_LEVEL[severity]]({ subsystem, ...fields }, toUnicode(text)),
    reopen: () => {
      if (file !== '-') destination.reopen()
    },
  }
}
