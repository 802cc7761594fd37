import { linesOf, span } from './lines.ts'
import type { Report, Source } from './report.ts'

/** Hides every word of a file of which nothing is read: it is not known which one is a secret. */
export const veilWords = ({ file, text }: Source, report: Report): void => {
  for (const { line, text: content } of linesOf(text)) {
    for (const { 0: word, index } of content.matchAll(/[^ \t\r{}[\]:,]+/g))
      report.veil({ file, range: span(line, index + 1, index + word.length + 1) })
  }
}
