import koffi from 'koffi'

const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
/** Length of the family in a sockaddr_un. */
const FAMILY_LENGTH = 2

/**
 * Tells systemd how far we are (sd_notify(3)): `READY=1`, `STOPPING=1`. Nothing happens where no service manager
 * asked for it. Node has no datagram sockets of the Unix family.
 */
export function tellServiceManager(state: string, path = process.env.NOTIFY_SOCKET): void {
  if (!path) return
  const libc = koffi.load(null)
  const socket = libc.func('int socket(int domain, int type, int protocol)')
  const sendto = libc.func(
    'long sendto(int fd, const void *text, size_t length, int flags, const void *address, uint32_t size)',
  )
  const close = libc.func('int close(int fd)')
  const address = addressOf(path)
  const text = Buffer.from(state)
  const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  sendto(fd, text, text.length, 0, address, address.length)
  close(fd)
}

/** `@name` means the abstract name space. */
function addressOf(path: string): Buffer {
  const name = Buffer.from(path)
  if (name[0] === 0x40) name[0] = 0
  const family = Buffer.alloc(FAMILY_LENGTH)
  family.writeUInt16LE(AF_UNIX)
  return Buffer.concat([family, name])
}
