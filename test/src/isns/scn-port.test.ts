import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { it } from 'node:test'
import { encodeMessage, FUNCTION, type Message, RESPONSE } from '../../../src/isns/message.ts'
import { ScnPort } from '../../../src/isns/scn-port.ts'

const INQUIRY: Message = { functionId: FUNCTION.ESI, transactionId: 1, attributes: [] }

async function visit({ port }: ScnPort): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

it('RFC 4171 §6.3.5: serves who comes; of too many the oldest goes; none stays when it closes', async () => {
  const port = await ScnPort.open(({ transactionId }) => ({
    functionId: FUNCTION.ESI | RESPONSE,
    transactionId,
    status: 0,
    attributes: [],
  }))
  const first = await visit(port)
  const ended = once(first, 'close')
  const others: Socket[] = []
  while (others.length < 16) others.push(await visit(port))
  await ended
  const last = others.at(-1)!
  last.write(encodeMessage(INQUIRY))
  const [answer] = await once(last, 'data')
  assert.equal(answer.readUInt16BE(2), 0x800d)
  const all = Promise.all(others.map((each) => once(each, 'close')))
  port.close()
  await all
})
