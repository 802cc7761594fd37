import type { ByteString } from './bytes.ts'

/** Severities of SCST's log lines (tree-behaviour: `***ERROR***`, `***WARNING***`, …) and ours for detail. */
export type Severity = 'critical' | 'error' | 'warning' | 'info' | 'debug'

/** One line: `subsystem` is SCST's prefix (`scst`, `dev_vdisk`, `iscsi-scst`, `scst_local`, `scstd`). */
export interface LogLine {
  readonly severity: Severity
  readonly subsystem: string
  readonly text: ByteString
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

export type LogSink = (line: LogLine) => void

/** Where a subsystem writes its lines. Never give it a secret. */
export class Log {
  readonly #subsystem: string
  readonly #sink: LogSink

  constructor(subsystem: string, sink: LogSink) {
    this.#subsystem = subsystem
    this.#sink = sink
  }

  /** The same sink under another prefix. */
  for(subsystem: string): Log {
    return new Log(subsystem, this.#sink)
  }

  /** The same, for what a stranger may cause: of errors and warnings so many a second, then how many were left out. */
  limited(lines: number): Log {
    let count = 0
    const endSecond = () => {
      if (count > lines) this.warning(`${count - lines} more lines like the last were left out`)
      count = 0
    }
    return new Log(this.#subsystem, (line) => {
      if (line.severity !== 'error' && line.severity !== 'warning') {
        this.#sink(line)
        return
      }
      if (count++ === 0) setTimeout(endSecond, 1000).unref()
      if (count <= lines) this.#sink(line)
    })
  }

  critical(text: ByteString, fields?: Record<string, unknown>): void {
    this.#write('critical', text, fields)
  }

  error(text: ByteString, fields?: Record<string, unknown>): void {
    this.#write('error', text, fields)
  }

  warning(text: ByteString, fields?: Record<string, unknown>): void {
    this.#write('warning', text, fields)
  }

  info(text: ByteString, fields?: Record<string, unknown>): void {
    this.#write('info', text, fields)
  }

  debug(text: ByteString, fields?: Record<string, unknown>): void {
    this.#write('debug', text, fields)
  }

  #write(severity: Severity, text: ByteString, fields?: Record<string, unknown>): void {
    this.#sink({ severity, subsystem: this.#subsystem, text, fields })
  }
}

/** For tests and tools that want no log. */
export const silent = new Log('scst', () => {})
