import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fromUnicode } from '../../src/lib/bytes.ts'
import { directorySysfs } from '../../src/sysfs/directory.ts'
import type { Sysfs } from '../../src/sysfs/sysfs.ts'

export type Files = Readonly<Record<string, string | Buffer | { readonly link: string }>>

/** Plain files below `root` as a tree; the modes are those of new files. */
export function filesAsTree(root: string, files: Files): Sysfs {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, file)
    else writeFileSync(file, content)
  }
  return directorySysfs(fromUnicode(root))
}

/** One connection that speaks raw lines. */
export class LineClient {
  readonly socket: Socket
  readonly #lines: AsyncIterator<string>

  constructor(path: string) {
    this.socket = connect(path)
    this.#lines = createInterface({ input: this.socket })[Symbol.asyncIterator]()
  }

  send(text: string): void {
    this.socket.write(text)
  }

  async receive(): Promise<unknown> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the connection ended')
    return JSON.parse(value)
  }

  async ask(message: object | string): Promise<unknown> {
    this.send(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`)
    return this.receive()
  }

  close(): void {
    this.socket.destroy()
  }
}
