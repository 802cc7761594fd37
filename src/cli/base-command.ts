import { Command, type Config, Flags } from '@oclif/core'
import type { Terminal } from '../admin/terminal.ts'
import { type ByteString, toUnicode } from '../lib/bytes.ts'
import { errnoOf, errnoText } from '../lib/errno.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import { compatibilityFault } from './compatibility.ts'
import { type Environment, processEnvironment } from './environment.ts'
import { type Asked, isPermitted, withTree } from './reach.ts'

/** 2 means other things: that something would change, or an error number. */
export const FAILED = 1

const GROUP = 'PLACE'

/** Flags of every command: which tree, and how close to the original. */
const place = {
  sysfs: Flags.string({
    helpGroup: GROUP,
    helpValue: 'DIR',
    summary: 'Work on this directory: a mount, or /sys/kernel/scst_tgt.',
  }),
  socket: Flags.string({ helpGroup: GROUP, helpValue: 'PATH', summary: 'Reach the daemon at this socket.' }),
  compat: Flags.string({
    helpGroup: GROUP,
    options: ['strict', 'default'],
    summary: 'strict: behave as the original scstadmin in every corner.',
  }),
}

/** Commands answer their exit status. Arguments are bytes, and so is what is printed. */
export abstract class BaseCommand extends Command {
  static override baseFlags = place

  protected environment: Environment

  constructor(argv: string[], config: Config) {
    super(argv, config)
    const { environment } = config.options as { readonly environment?: Environment }
    this.environment = environment ?? processEnvironment()
  }

  abstract override run(): Promise<number>

  /** Whether all that the command does is to tell something. */
  protected get isAnswer(): boolean {
    return true
  }

  /** An answer that did not come out is a failure; what was done is done. */
  protected override async _run<T>(): Promise<T> {
    const status = await super._run<number>()
    const { loss } = this.terminal
    if (!loss || !this.isAnswer) return status as T
    this.terminal.err(`scstadmin: standard output: ${errnoText(errnoOf(loss) ?? '')}\n`)
    return (status || 1) as T
  }

  protected get terminal(): Terminal {
    return this.environment.terminal
  }

  protected asked(flags: PlaceFlags): Asked {
    const compatibility = flags.compat ?? this.environment.env.SCST_COMPAT
    const fault = compatibilityFault(compatibility)
    if (fault !== undefined) throw new Error(fault)
    return { sysfs: flags.sysfs, socket: flags.socket, isStrict: compatibility === 'strict' }
  }

  /** Works on the tree; answers the exit status. */
  protected async withSysfs(flags: PlaceFlags, work: (sysfs: Sysfs) => Promise<number>): Promise<number> {
    const asked = this.asked(flags)
    return isPermitted(this.environment, asked) ? withTree(this.environment, asked, work, FAILED) : 255
  }

  /** Bytes that are UTF-8 stay what they are, as the texts are bytes already. */
  protected json(found: unknown): void {
    this.terminal.out(`${JSON.stringify(found, null, 2)}\n`)
  }

  protected override async catch(error: Error): Promise<unknown> {
    error.message = toUnicode(error.message)
    return super.catch(error)
  }
}

export interface PlaceFlags {
  readonly sysfs?: ByteString | undefined
  readonly socket?: ByteString | undefined
  readonly compat?: string | undefined
}
