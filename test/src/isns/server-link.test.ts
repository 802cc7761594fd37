import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { describe, it } from 'node:test'
import { delimiter } from '../../../src/isns/attribute.ts'
import { encodeMessage, FUNCTION, type Message, MessageReader, RESPONSE } from '../../../src/isns/message.ts'
import { ServerLink, serveConnection } from '../../../src/isns/server-link.ts'

/** A server that answers each message with what `answer` says. */
async function serve(answer: (message: Message) => Message[]): Promise<{ port: number; close(): void }> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    const reader = new MessageReader()
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      for (const message of reader.read(bytes))
        for (const each of answer(message)) socket.write(encodeMessage(each))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as net.AddressInfo).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe('a link to an iSNS server', () => {
  it('RFC 4171 §5.1.5: answers find their requests by transaction, in whatever order they come', async () => {
    const waiting: Message[] = []
    const server = await serve((message) => {
      waiting.unshift({
        functionId: message.functionId | RESPONSE,
        transactionId: message.transactionId,
        status: message.transactionId,
        attributes: [],
      })
      return waiting.length === 2 ? waiting : []
    })
    const link = await ServerLink.open('127.0.0.1', server.port, () => undefined)
    const answers = await Promise.all([
      link.request('DevAttrQry', [delimiter]),
      link.request('DevAttrQry', [delimiter]),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [1, 2],
    )
    link.close()
    server.close()
  })

  it('RFC 4171 §5.6.5.13: an inquiry of the server is answered with its own attributes', async () => {
    const seen: Message[] = []
    const server = await serve((message) => {
      seen.push(message)
      return message.functionId === FUNCTION.DevAttrQry
        ? [{ functionId: FUNCTION.ESI, transactionId: 77, attributes: [delimiter] }]
        : [{ functionId: FUNCTION.DevAttrQry | RESPONSE, transactionId: 1, status: 0, attributes: [] }]
    })
    const link = await ServerLink.open(
      '127.0.0.1',
      server.port,
      ({ functionId, transactionId, attributes }) => ({
        functionId: functionId | RESPONSE,
        transactionId,
        status: 0,
        attributes,
      }),
    )
    await link.request('DevAttrQry', [delimiter])
    assert.deepEqual(
      [seen[1]!.functionId, seen[1]!.transactionId, seen[1]!.attributes.length],
      [0x800d, 77, 1],
    )
    link.close()
    server.close()
  })

  it('fails a request whose server goes away', async () => {
    const server = await serve(() => {
      server.close()
      return []
    })
    const link = await ServerLink.open('127.0.0.1', server.port, () => undefined)
    await assert.rejects(link.request('DevAttrQry', [delimiter]), /closed/)
  })

  it('closes on who asks and asks and does not read', async () => {
    const server = net.createServer((socket) =>
      serveConnection(socket, ({ transactionId, attributes }) => ({
        functionId: FUNCTION.ESI | RESPONSE,
        transactionId,
        status: 0,
        attributes,
      })),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const visitor = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
    visitor.on('error', () => {})
    const inquiry = encodeMessage({
      functionId: FUNCTION.ESI,
      transactionId: 1,
      attributes: [{ tag: 4, value: Buffer.alloc(60_000) }],
    })
    visitor.pause()
    const ask = () => {
      while (visitor.write(inquiry));
    }
    visitor.on('drain', ask)
    const closed = new Promise((resolve) => visitor.on('close', resolve))
    ask()
    await closed
    server.close()
  })
})
