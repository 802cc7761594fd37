import { errnoNumber, errnoOf } from '../lib/errno.ts'
import type { Log } from '../lib/log.ts'
import { PAGE, type Sysfs, SysfsError } from '../sysfs/sysfs.ts'
import { FuseDevice } from './fuse-device.ts'
import {
  ATOMIC_O_TRUNC,
  InHeader,
  InitIn,
  InitOut,
  InterruptIn,
  MINOR,
  OPCODE,
  OutHeader,
  VERSION,
} from './messages.ts'
import { Operations } from './operations.ts'

/** Speaks FUSE on an open /dev/fuse until the file system is unmounted. */
export class FuseConnection {
  /** Resolves when the kernel has ended the connection. */
  readonly ended: Promise<void>
  readonly #device: FuseDevice
  readonly #log: Log
  readonly #operations: Operations
  /** Requests whose answer is still to come. */
  readonly #pending = new Set<number>()

  constructor(fd: number, sysfs: Sysfs, log: Log) {
    this.#log = log
    this.#operations = new Operations(sysfs)
    let ended = () => {}
    this.ended = new Promise((resolve) => {
      ended = resolve
    })
    this.#device = new FuseDevice(fd, {
      request: (message) => this.#serve(message),
      ended: (error) => {
        if (error) log.error(`mount: reading /dev/fuse failed: ${error.message}`)
        ended()
      },
    })
  }

  /** Gives the file system up, whoever still looks at it. */
  close(): void {
    this.#device.close()
  }

  #serve(message: Buffer): void {
    const { opcode, unique, nodeid } = InHeader.view(message)
    const body = message.subarray(InHeader.size)
    const operation = this.#operations.table[opcode]
    if (opcode === OPCODE.INIT) this.#reply(unique, 0, greeting(body))
    else if (opcode === OPCODE.INTERRUPT) this.#interrupt(InterruptIn.view(body).unique)
    else if (!operation) this.#reply(unique, errnoNumber('ENOSYS')!)
    else void this.#answer(unique, () => operation({ nodeid, body }))
  }

  async #answer(unique: number, operation: () => Promise<Buffer> | Buffer | undefined): Promise<void> {
    let content: Buffer | undefined
    let error = 0
    this.#pending.add(unique)
    try {
      content = await operation()
      if (content === undefined) {
        this.#pending.delete(unique)
        return
      }
    } catch (caught) {
      error = this.#errnoOf(caught)
    }
    if (this.#pending.delete(unique)) this.#reply(unique, error, content)
  }

  /** The caller got a signal: it is let go, and what it started goes on without it, as in a kernel. */
  #interrupt(unique: number): void {
    if (this.#pending.delete(unique)) this.#reply(unique, errnoNumber('EINTR')!)
  }

  #errnoOf(error: unknown): number {
    if (error instanceof SysfsError) return errnoNumber(error.code) ?? errnoNumber('EIO')!
    this.#log.error(`mount: ${(error as Error)?.stack ?? error}`)
    return errnoNumber('EIO')!
  }

  #reply(unique: number, error: number, content: Buffer = Buffer.alloc(0)): void {
    const body = error === 0 ? content : Buffer.alloc(0)
    const header = OutHeader.build({ len: OutHeader.size + body.length, error: -error, unique })
    try {
      this.#device.write(Buffer.concat([header.bytes, body]))
    } catch (failure) {
      // ENOENT: the request was taken back; ENODEV: unmounted.
      const code = errnoOf(failure)
      if (code !== 'ENOENT' && code !== 'ENODEV')
        this.#log.error(`mount: writing /dev/fuse failed: ${(failure as Error).message}`)
    }
  }
}

function greeting(body: Buffer): Buffer {
  const { minor, flags, maxReadahead } = InitIn.view(body)
  return InitOut.build({
    major: VERSION,
    minor: Math.min(minor, MINOR),
    maxReadahead,
    flags: flags & ATOMIC_O_TRUNC,
    maxBackground: 16,
    congestionThreshold: 12,
    // The kernel cuts longer writes, and each piece is a command.
    maxWrite: PAGE,
    timeGran: 1,
  }).bytes
}
