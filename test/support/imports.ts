import type { Configuration, LunConfigurations, Section } from '../../src/config/configuration.ts'
import { type Imported, type ImportOptions, plainOptions } from '../../src/config/import/imported.ts'
import type { Row } from '../../src/config/import/report.ts'

/** A file without the indentation of the test around it. */
export const conf = (text: string, file = 'input') => {
  const lines = text.replace(/^\n/, '').split('\n')
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  return {
    file,
    text: lines
      .map((line) => line.slice(indent))
      .join('\n')
      .replace(/\n *$/, '\n'),
  }
}

export const options = (given: Partial<ImportOptions> = {}): ImportOptions => ({ ...plainOptions, ...given })

export const row = ({ report }: Imported, line: number, file = 'input'): Row => {
  const found = report.rows().find((each) => each.file === file && each.line <= line && line <= each.lastLine)
  if (!found) throw new Error(`no row for line ${line} of ${file}`)
  return found
}

/** `line verdict` of all rows that are neither mapped nor ignored. */
export const losses = ({ report }: Imported): string[] =>
  report
    .rows()
    .filter(({ verdict }) => !['mapped', 'default-made-explicit', 'ignored-by-source-too'].includes(verdict))
    .map(({ line, verdict, severity }) => `${line} ${verdict}${severity === 'error' ? '!' : ''}`)

export const target = ({ configuration }: Imported, name: string) => {
  const found = configuration.drivers.get('iscsi')?.targets.get(name)
  if (!found) throw new Error(`no target ${name}`)
  return found
}

export const isEnabled = (imported: Imported, name: string): boolean =>
  target(imported, name).attributes.get('enabled')?.[0] === '1'

export const device = (
  { configuration }: Pick<Imported, 'configuration'>,
  name: string,
): Record<string, string> => {
  for (const [handler, { devices }] of configuration.handlers) {
    const found = devices.get(name)
    if (found) return { handler, ...plain(found) }
  }
  throw new Error(`no device ${name} among ${names(configuration)}`)
}

/** Attributes with one value each, as an object. */
export const plain = ({ attributes }: Section): Record<string, string> =>
  Object.fromEntries([...attributes].map(([name, values]) => [name, values.join(' | ')]))

/** `LUN device[ ro]` of a target or group. */
export const luns = ({ luns: all }: { readonly luns: LunConfigurations }): string[] =>
  [...all].flatMap(([lun, devices]) =>
    [...devices].map(
      ([name, section]) => `${lun} ${name}${section.attributes.has('read_only') ? ' ro' : ''}`,
    ),
  )

const names = ({ handlers }: Configuration): string =>
  [...handlers.values()].flatMap(({ devices }) => [...devices.keys()]).join(', ')
