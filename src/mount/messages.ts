import { layout } from '../lib/layout.ts'
import { le16, le32, le32signed, le64 } from './little-endian.ts'

/* The kernel's FUSE protocol, version 7 (linux/fuse.h); only what a tree of attributes needs. */

export const VERSION = 7
/** Fields added to INIT later than this are not used. */
export const MINOR = 31

export const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  READLINK: 5,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  CREATE: 35,
  INTERRUPT: 36,
  DESTROY: 38,
  BATCH_FORGET: 42,
  RENAME2: 45,
} as const

export const ROOT_NODE = 1

/** INIT: O_TRUNC comes with OPEN, and is ignored there, instead of as a change of the size. */
export const ATOMIC_O_TRUNC = 1 << 3
/** OPEN: every read(2) and write(2) reaches us as it is. */
export const DIRECT_IO = 1 << 0

/** SETATTR: what would be changed. */
export const SET_MODE_UID_GID = 0b111

export const InHeader = layout(40, {
  len: le32(0),
  opcode: le32(4),
  unique: le64(8),
  nodeid: le64(16),
})

export const OutHeader = layout(16, { len: le32(0), error: le32signed(4), unique: le64(8) })

export const InitIn = layout(16, { major: le32(0), minor: le32(4), maxReadahead: le32(8), flags: le32(12) })

export const InitOut = layout(64, {
  major: le32(0),
  minor: le32(4),
  maxReadahead: le32(8),
  flags: le32(12),
  maxBackground: le16(16),
  congestionThreshold: le16(18),
  maxWrite: le32(20),
  timeGran: le32(24),
})

/** struct fuse_attr, at `offset` of the answers that hold one. */
const attr = (offset: number) => ({
  ino: le64(offset),
  size: le64(offset + 8),
  atime: le64(offset + 24),
  mtime: le64(offset + 32),
  ctime: le64(offset + 40),
  mode: le32(offset + 60),
  nlink: le32(offset + 64),
  blksize: le32(offset + 80),
})

/** The validity of a name stays 0, since names may come and go at any time; that of attributes is in seconds. */
export const EntryOut = layout(128, { nodeid: le64(0), attrValid: le64(24), ...attr(40) })
export const AttrOut = layout(104, { attrValid: le64(0), ...attr(16) })

export const SetattrIn = layout(88, { valid: le32(0) })
export const ForgetIn = layout(8, { nlookup: le64(0) })
export const BatchForgetIn = layout(8, { count: le32(0) })
export const ForgetOne = layout(16, { nodeid: le64(0), nlookup: le64(8) })
export const OpenIn = layout(8, { flags: le32(0) })
export const OpenOut = layout(16, { fh: le64(0), openFlags: le32(8) })
export const ReleaseIn = layout(24, { fh: le64(0) })
export const ReadIn = layout(40, { fh: le64(0), offset: le64(8), size: le32(16) })
export const WriteIn = layout(40, { fh: le64(0), offset: le64(8), size: le32(16) })
export const WriteOut = layout(8, { size: le32(0) })
export const InterruptIn = layout(8, { unique: le64(0) })
export const StatfsOut = layout(80, { bsize: le32(40), namelen: le32(44), frsize: le32(48) })

/** struct fuse_dirent; the name follows, and the next entry begins at a multiple of 8. */
export const Dirent = layout(24, { ino: le64(0), off: le64(8), namelen: le32(16), type: le32(20) })
