import net from 'node:net'

/**
 * The one place for what Node does not document. First, taking over an accepted socket's handle so that it reads into
 * memory of ours (`onread` is documented for sockets that connect only). Where a handle cannot be taken over, the same
 * bytes come by 'data' events and are copied.
 */
export interface SocketInput {
  /** Room for the next read. */
  room(): Uint8Array
  /** `length` bytes have come into the room given last; false pauses reading until `resume`. */
  received(length: number): boolean
}

/** `accepted` must come from a server with `pauseOnConnect`; the socket that is returned replaces it. */
export function readInto(accepted: net.Socket, input: SocketInput): net.Socket {
  const handle: unknown = Reflect.get(accepted, '_handle')
  if (handle === null || typeof handle !== 'object') return readByEvents(accepted, input)
  const options = {
    handle,
    allowHalfOpen: false,
    onread: { buffer: () => input.room(), callback: (length: number) => input.received(length) },
  }
  const socket = new net.Socket(options as net.SocketConstructorOpts)
  // The old object must neither close nor read what it no longer owns.
  Reflect.set(accepted, '_handle', null)
  return socket
}

/**
 * Second, the bytes of the present write that the system has not taken, as Node's own idle timer counts them. Where the
 * handle does not tell, what is documented: all that was written, less whole writes.
 */
export function untaken(socket: net.Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (handle === null || typeof handle !== 'object') return socket.writableLength
  const size: unknown = Reflect.get(handle, 'writeQueueSize')
  return typeof size === 'number' ? size : socket.writableLength
}

function readByEvents(socket: net.Socket, input: SocketInput): net.Socket {
  let waiting: Buffer[] = []
  const deliver = () => {
    while (waiting.length > 0) {
      const room = input.room()
      const first = waiting[0]!
      const length = Math.min(room.length, first.length)
      room.set(first.subarray(0, length))
      if (length === first.length) waiting = waiting.slice(1)
      else waiting[0] = first.subarray(length)
      if (!input.received(length)) {
        socket.pause()
        return
      }
    }
  }
  socket.on('data', (bytes: Buffer) => {
    waiting.push(bytes)
    if (!socket.isPaused()) deliver()
  })
  socket.on('resume', deliver)
  return socket
}
