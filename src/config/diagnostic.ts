import type { ByteString } from '../lib/bytes.ts'

/** Positions count from 1; `column` counts bytes. `end` is the first byte behind. */
export interface Range {
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
}

/** A fault of a configuration. Parsers return all of them; none is thrown. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** Stable name for scripts, such as `text-before-close`. */
  readonly code: string
  readonly summary: ByteString
  /** What was allowed, or what to write instead. */
  readonly detail?: ByteString
  readonly file: ByteString
  readonly range: Range
}

/** `file:line:column: severity: summary` */
export const renderDiagnostic = (d: Diagnostic): ByteString =>
  `${d.file}:${d.range.start.line}:${d.range.start.column}: ${d.severity}: ${d.summary}${d.detail ? ` (${d.detail})` : ''}`
