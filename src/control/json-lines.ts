import type { Socket } from 'node:net'
import { LineReader } from '../sysfs/lines.ts'
import { type Dispatcher, refuse } from './dispatcher.ts'
import { RPC } from './refusal.ts'

/** Bytes of one request; a batch of some 100,000 writes fits. */
export const LONGEST_REQUEST = 16 * 1024 * 1024

/** Requests of one connection that may run at once; more are not read. */
const MOST_RUNNING = 1024

/** Serves JSON-RPC, one message a line. Requests start in their order; answers go out as they come. */
export function serveJsonLines(socket: Socket, first: Buffer, dispatcher: Dispatcher): void {
  const lines = new LineReader(LONGEST_REQUEST)
  let running = 0

  const adjust = (): void => {
    const busy = running >= MOST_RUNNING || socket.writableNeedDrain
    if (busy && !socket.isPaused()) socket.pause()
    else if (!busy && socket.isPaused()) socket.resume()
  }
  const send = (answer: string): void => {
    if (socket.writable) socket.write(`${answer}\n`)
  }
  const serve = async (line: string): Promise<void> => {
    running++
    const answer = await dispatcher.answer(line, socket)
    running--
    if (answer !== undefined) send(answer)
    adjust()
  }
  const receive = (chunk: Buffer): void => {
    for (const line of lines.push(chunk)) {
      if (line === 'too long')
        send(refuse(RPC.INVALID_REQUEST, `request longer than ${LONGEST_REQUEST} bytes`))
      else if (line.trim() !== '') void serve(line)
    }
    adjust()
  }

  socket.on('drain', adjust)
  socket.on('data', receive)
  socket.on('close', () => dispatcher.lock.forget(socket))
  receive(first)
}
