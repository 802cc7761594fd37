import { constants } from 'node:fs'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { type Entry, type EntryType, PAGE, type Stat, type Sysfs, SysfsError } from '../sysfs/sysfs.ts'
import {
  AttrOut,
  BatchForgetIn,
  DIRECT_IO,
  Dirent,
  EntryOut,
  ForgetIn,
  ForgetOne,
  OPCODE,
  OpenIn,
  OpenOut,
  ReadIn,
  ReleaseIn,
  SET_MODE_UID_GID,
  SetattrIn,
  StatfsOut,
  WriteIn,
  WriteOut,
} from './messages.ts'
import { Nodes } from './nodes.ts'

const LONGEST_NAME = 255
/** Seconds. The mode of an entry never changes while it is there; whether it is there is asked each time. */
const FOR_EVER = 2 ** 31
/** For entries of a listing whose node has no number yet; as libfuse. */
const UNKNOWN_INO = 0xffffffff

/** The bits of open(2)'s flags that say reading, writing or both. */
const O_ACCMODE = constants.O_WRONLY | constants.O_RDWR

const FILE_TYPE: Readonly<Record<EntryType, number>> = {
  dir: constants.S_IFDIR,
  file: constants.S_IFREG,
  link: constants.S_IFLNK,
}
/** The type in a directory entry is that of the mode, shifted (IFTODT of dirent.h). */
const DIRENT_TYPE_SHIFT = 12

export interface FuseRequest {
  readonly nodeid: number
  readonly body: Buffer
}

/** Answers the content of the reply; undefined where the kernel wants none. Throws SysfsError. */
export type Operation = (request: FuseRequest) => Promise<Buffer> | Buffer | undefined

const NOTHING = Buffer.alloc(0)

/** What the kernel asks of a file system, put to a tree. Opcodes without a row are answered ENOSYS. */
export class Operations {
  readonly nodes = new Nodes()
  readonly #sysfs: Sysfs
  /** Content or listing of what is open, made anew whenever it is read from its beginning. */
  readonly #open = new Map<number, Buffer>()
  #lastHandle = 0
  readonly #started = Math.floor(Date.now() / 1000)

  readonly table: Readonly<Record<number, Operation>> = {
    [OPCODE.LOOKUP]: (request) => this.#lookup(request),
    [OPCODE.FORGET]: (request) => this.#forget(request),
    [OPCODE.BATCH_FORGET]: (request) => this.#batchForget(request),
    [OPCODE.GETATTR]: (request) => this.#getattr(request),
    [OPCODE.SETATTR]: (request) => this.#setattr(request),
    [OPCODE.READLINK]: async (request) => toBuffer(await this.#sysfs.readlink(this.#path(request))),
    [OPCODE.OPEN]: (request) => this.#openFile(request),
    [OPCODE.READ]: (request) => this.#read(request),
    [OPCODE.WRITE]: (request) => this.#write(request),
    [OPCODE.RELEASE]: (request) => this.#release(request),
    [OPCODE.OPENDIR]: () => this.#handle(),
    [OPCODE.READDIR]: (request) => this.#readdir(request),
    [OPCODE.RELEASEDIR]: (request) => this.#release(request),
    [OPCODE.STATFS]: () => StatfsOut.build({ bsize: PAGE, frsize: PAGE, namelen: LONGEST_NAME }).bytes,
    [OPCODE.DESTROY]: () => NOTHING,
    // As sysfs: nothing is made, moved or removed by hand.
    [OPCODE.CREATE]: () => refuse('EACCES'),
    [OPCODE.MKNOD]: () => refuse('EPERM'),
    [OPCODE.MKDIR]: () => refuse('EPERM'),
    [OPCODE.SYMLINK]: () => refuse('EPERM'),
    [OPCODE.LINK]: () => refuse('EPERM'),
    [OPCODE.UNLINK]: () => refuse('EPERM'),
    [OPCODE.RMDIR]: () => refuse('EPERM'),
    [OPCODE.RENAME]: () => refuse('EPERM'),
    [OPCODE.RENAME2]: () => refuse('EPERM'),
  }

  constructor(sysfs: Sysfs) {
    this.#sysfs = sysfs
  }

  async #lookup(request: FuseRequest): Promise<Buffer> {
    const path = join(this.#path(request), fromBuffer(request.body.subarray(0, request.body.indexOf(0))))
    const stat = await this.#sysfs.stat(path)
    const nodeid = this.nodes.lookup(path, stat.type)
    return EntryOut.build({ nodeid, ...this.#attributes(nodeid, stat) }).bytes
  }

  #forget({ nodeid, body }: FuseRequest): undefined {
    this.nodes.forget(nodeid, ForgetIn.view(body).nlookup)
  }

  #batchForget({ body }: FuseRequest): undefined {
    const { count } = BatchForgetIn.view(body)
    for (let i = 0; i < count; i++) {
      const { nodeid, nlookup } = ForgetOne.view(body, BatchForgetIn.size + i * ForgetOne.size)
      this.nodes.forget(nodeid, nlookup)
    }
  }

  async #getattr(request: FuseRequest): Promise<Buffer> {
    const stat = await this.#sysfs.stat(this.#path(request))
    return AttrOut.build(this.#attributes(request.nodeid, stat)).bytes
  }

  /** Times and sizes may be set without effect, as `touch` and O_TRUNC do. */
  #setattr(request: FuseRequest): Promise<Buffer> {
    if (SetattrIn.view(request.body).valid & SET_MODE_UID_GID) refuse('EPERM')
    return this.#getattr(request)
  }

  /** The right to read or write must stand in the mode, whoever asks. */
  async #openFile(request: FuseRequest): Promise<Buffer> {
    const path = this.#path(request)
    const { mode } = await this.#sysfs.stat(path)
    const access = OpenIn.view(request.body).flags & O_ACCMODE
    const reads = access !== constants.O_WRONLY
    const writes = access !== constants.O_RDONLY
    if ((reads && !(mode & 0o444)) || (writes && !(mode & 0o222)))
      throw new SysfsError('EACCES', path, 'open')
    return this.#handle()
  }

  async #read(request: FuseRequest): Promise<Buffer> {
    const { fh, offset, size } = ReadIn.view(request.body)
    if (offset === 0 || !this.#open.has(fh)) {
      this.#open.set(fh, toBuffer(await this.#sysfs.read(this.#path(request))))
    }
    return this.#part(fh, offset, size)
  }

  async #write(request: FuseRequest): Promise<Buffer> {
    const { size } = WriteIn.view(request.body)
    const text = fromBuffer(request.body.subarray(WriteIn.size, WriteIn.size + size))
    await this.#sysfs.write(this.#path(request), text)
    return WriteOut.build({ size }).bytes
  }

  #release({ body }: FuseRequest): Buffer {
    this.#open.delete(ReleaseIn.view(body).fh)
    return NOTHING
  }

  /** Offsets are those of the listing's bytes, which stay as they were at its beginning. */
  async #readdir(request: FuseRequest): Promise<Buffer> {
    const { fh, offset, size } = ReadIn.view(request.body)
    if (offset === 0) this.#open.set(fh, listing(await this.#sysfs.list(this.#path(request))))
    const whole = this.#open.get(fh) ?? NOTHING
    let end = offset
    while (end < whole.length) {
      const { off } = Dirent.view(whole, end)
      if (off > offset + size) break
      end = off
    }
    return whole.subarray(offset, end)
  }

  #part(fh: number, offset: number, size: number): Buffer {
    return (this.#open.get(fh) ?? NOTHING).subarray(offset, offset + size)
  }

  #handle(): Buffer {
    return OpenOut.build({ fh: ++this.#lastHandle, openFlags: DIRECT_IO }).bytes
  }

  #path({ nodeid }: FuseRequest): ByteString {
    const path = this.nodes.path(nodeid)
    if (path === undefined) throw new SysfsError('ESTALE', `node ${nodeid}`, 'lookup')
    return path
  }

  #attributes(ino: number, { type, mode }: Stat) {
    const time = this.#started
    const size = type === 'file' ? PAGE : 0
    return {
      attrValid: FOR_EVER,
      ino,
      size,
      atime: time,
      mtime: time,
      ctime: time,
      mode: FILE_TYPE[type] | mode,
      nlink: 1,
      blksize: PAGE,
    }
  }
}

const join = (directory: ByteString, name: ByteString): ByteString =>
  directory === '' ? name : `${directory}/${name}`

function refuse(code: string): never {
  throw new SysfsError(code, '', 'open')
}

/** The entries as the kernel wants them; each says where the next begins. */
function listing(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  let length = 0
  const dots: Entry[] = [
    { name: '.', type: 'dir' },
    { name: '..', type: 'dir' },
  ]
  for (const { name, type } of [...dots, ...entries]) {
    const padded = Math.ceil((Dirent.size + name.length) / 8) * 8
    length += padded
    const entry = Buffer.alloc(padded)
    Object.assign(Dirent.view(entry), {
      ino: UNKNOWN_INO,
      off: length,
      namelen: name.length,
      type: FILE_TYPE[type] >> DIRENT_TYPE_SHIFT,
    })
    toBuffer(name).copy(entry, Dirent.size)
    parts.push(entry)
  }
  return Buffer.concat(parts)
}
