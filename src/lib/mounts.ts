import { readFileSync } from 'node:fs'

/** The type of our own mounts: the management tree as a file system. */
export const TREE_FILE_SYSTEM = 'fuse.scstd'

export interface MountPoint {
  readonly directory: string
  /** `major:minor` of what is mounted. */
  readonly device: string
  readonly type: string
}

/** What this process sees mounted (proc_pid_mountinfo(5)): optional fields end with ` - `, the type follows. */
export function mounts(): MountPoint[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [fields = '', rest = ''] = line.split(' - ')
    const [, , device = '', , directory = ''] = fields.split(' ')
    return { device, directory: unescaped(directory), type: rest.split(' ', 1)[0]! }
  })
}

/** Blanks are octal escapes. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
