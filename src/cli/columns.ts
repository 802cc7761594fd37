/** A cell may have several lines; `paint` colours what stands there, without changing how wide it is. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

const gap = '  '

/** Rows in columns two blanks apart, as many lines as their longest cell; thousands of rows are no matter. */
export const columns = (rows: readonly (readonly Cell[])[]): string[] => {
  const split = rows.map((cells) => cells.map(({ text, paint }) => ({ lines: text.split('\n'), paint })))
  const widths: number[] = []
  for (const cells of split) {
    for (const [i, { lines }] of cells.entries())
      widths[i] = Math.max(widths[i] ?? 0, ...lines.map(lettersOf))
  }
  return split.flatMap((cells) =>
    Array.from({ length: Math.max(...cells.map(({ lines }) => lines.length)) }, (_, line) =>
      cells
        .map(({ lines, paint }, i) => {
          const text = lines[line] ?? ''
          const padding = ' '.repeat(widths[i]! - lettersOf(text))
          return (text === '' || !paint ? text : paint(text)) + padding
        })
        .join(gap)
        .trimEnd(),
    ),
  )
}

const lettersOf = (text: string): number => [...text].length
