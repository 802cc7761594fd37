import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** One thing to replay on a machine of its own. */
export interface Job {
  readonly kind: Kind
  /** `kind/case` */
  readonly name: string
  /** The folder of the case, or the file of the records. */
  readonly path: string
}

export const KINDS = ['config', 'procfs', 'scstadmin', 'errno', 'trees', 'iscsi', 'scsi'] as const
export type Kind = (typeof KINDS)[number]

/** What is a case in the folder of each kind. */
const CASE: Readonly<Record<Kind, (folder: string, name: string) => string | undefined>> = {
  config: caseFolder,
  procfs: caseFolder,
  scstadmin: withEnding('.json'),
  errno: withEnding('.jsonl'),
  trees: (_, name) => /^(tree-empty.*|.*-script)(?=\.jsonl$)/.exec(name)?.[1],
  iscsi: withEnding('.jsonl'),
  scsi: withEnding('.jsonl'),
}

/** All that lies in a directory of recordings; `only` are beginnings of names. */
export function jobsIn(directory: string, only: readonly string[]): Job[] {
  return KINDS.flatMap((kind) => {
    const folder = join(directory, kind)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .sort()
      .flatMap((file) => {
        const name = CASE[kind](folder, file)
        return name === undefined ? [] : [{ kind, name: `${kind}/${name}`, path: join(folder, file) }]
      })
  }).filter(({ name }) => only.length === 0 || only.some((wanted) => isWanted(name, wanted)))
}

const isWanted = (name: string, wanted: string): boolean =>
  name === wanted || name.startsWith(`${wanted.replace(/\/$/, '')}/`) || name === wanted.replace(/#.*/, '')

function caseFolder(folder: string, name: string): string | undefined {
  return existsSync(join(folder, name, 'result.json')) ? name : undefined
}

function withEnding(ending: string): (folder: string, name: string) => string | undefined {
  return (_, name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : undefined)
}
