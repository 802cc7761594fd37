import type { ByteString } from '../../src/lib/bytes.ts'
import { errnoNumber } from '../../src/lib/errno.ts'
import { type Entry, type Node, type Stat, type Sysfs, SysfsError } from '../../src/sysfs/sysfs.ts'

const LAST_RESULT = 'last_sysfs_mgmt_res'

/** How often the result cannot be read yet after a command was queued. */
const BUSY_READS = 2

/**
 * A tree that answers as a busy kernel: whatever SCST may queue is only queued (EAGAIN), and its result stands in `last_sysfs_mgmt_res` when that can be read again.
 */
export class QueueingSysfs implements Sysfs {
  readonly #tree: Sysfs
  #running = 0
  #busyReads = 0
  #result = 0

  constructor(tree: Sysfs) {
    this.#tree = tree
  }

  list(path: ByteString): Promise<Entry[]> {
    return this.#tree.list(path)
  }

  stat(path: ByteString): Promise<Stat> {
    return this.#tree.stat(path)
  }

  async read(path: ByteString): Promise<ByteString> {
    if (path !== LAST_RESULT) return this.#tree.read(path)
    if (this.#running > 0 || this.#busyReads-- > 0) throw new SysfsError('EAGAIN', path, 'read')
    return `${this.#result}\n`
  }

  readlink(path: ByteString): Promise<ByteString> {
    return this.#tree.readlink(path)
  }

  snapshot(path: ByteString): Promise<Node> {
    return this.#tree.snapshot(path)
  }

  async write(path: ByteString, text: ByteString): Promise<void> {
    if (!isQueued(path)) return this.#tree.write(path, text)
    void this.#work(path, text)
    throw new SysfsError('EAGAIN', path, 'write')
  }

  async #work(path: ByteString, text: ByteString): Promise<void> {
    this.#running++
    try {
      await this.#tree.write(path, text)
      this.#result = 0
    } catch (error) {
      this.#result = -(errnoNumber((error as SysfsError).code) ?? 5)
    }
    this.#running--
    this.#busyReads = BUSY_READS
  }
}

const QUEUED: readonly RegExp[] = [
  /^(handlers|targets)\/.*mgmt$/,
  /^device_groups\/.*\/(mgmt|preferred|state)$/,
  /^targets\/[^/]+\/[^/]+\/(enabled|rel_tgt_id)$/,
  /^targets\/.*\/(io_grouping_type|cpu_mask)$/,
  /^devices\/[^/]+\/(active|cluster_mode|filename|pr_file_name|pr_state|resync_size|size|size_mb)$/,
  /^devices\/[^/]+\/(threads_num|threads_pool_type)$/,
  /^threads$/,
]

const isQueued = (path: ByteString): boolean => QUEUED.some((kind) => kind.test(path))
