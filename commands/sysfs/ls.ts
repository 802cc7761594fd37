import { Flags } from '@oclif/core'
import { anyOperand } from '../../src/cli/companions.ts'
import { SysfsCommand } from '../../src/cli/sysfs-command.ts'
import type { ByteString } from '../../src/lib/bytes.ts'
import type { Entry, Sysfs } from '../../src/sysfs/sysfs.ts'

/** `scstadmin sysfs ls [PATH]` */
export default class SysfsLs extends SysfsCommand {
  static override args = { path: anyOperand('directory of the tree') }
  static override description = 'The exit status is the number of the error.'
  static override flags = {
    json: Flags.boolean({ summary: 'Answer as JSON.' }),
    long: Flags.boolean({ char: 'l', summary: 'Show modes, and where links lead.' }),
  }
  static override summary = 'Show the entries of a directory of the tree.'

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SysfsLs)
    return this.onEntry(flags, args.path ?? '', async (sysfs, path) => {
      const entries = await look(sysfs, path, flags.long || flags.json)
      if (flags.json) this.json(entries)
      else this.terminal.out(entries.map((entry) => print(entry, flags.long)).join(''))
    })
  }
}

interface Looked extends Entry {
  readonly mode?: number
  readonly target?: ByteString
}

async function look(sysfs: Sysfs, path: ByteString, closely: boolean): Promise<Looked[]> {
  const entries = [...(await sysfs.list(path))].sort((a, b) => (a.name < b.name ? -1 : 1))
  return closely ? Promise.all(entries.map((entry) => lookClosely(sysfs, path, entry))) : entries
}

async function lookClosely(sysfs: Sysfs, path: ByteString, { name, type }: Entry): Promise<Looked> {
  const own = path === '' ? name : `${path}/${name}`
  const { mode } = await sysfs.stat(own)
  return { name, type, mode, ...(type === 'link' && { target: await sysfs.readlink(own) }) }
}

const LETTERS = { dir: 'd', file: '-', link: 'l' } as const

function print({ name, type, mode = 0, target }: Looked, long: boolean): ByteString {
  if (!long) return `${name}\n`
  const bits = [6, 3, 0].map((shift) => letters((mode >> shift) & 7)).join('')
  return `${LETTERS[type]}${bits} ${name}${target === undefined ? '' : ` -> ${target}`}\n`
}

const letters = (bits: number): string =>
  `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
