import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { encodeBytes, encodeFailure, encodeSnapshot, type WireEntry } from '../sysfs/protocol.ts'
import { SysfsError } from '../sysfs/sysfs.ts'
import type { Dispatcher } from './dispatcher.ts'
import { LONGEST_REQUEST } from './json-lines.ts'
import { cleanPath } from './params.ts'

/** The tree for curl: `GET` and `PUT /v1/tree/PATH`, `GET /v1/snapshot/PATH`, and `POST /v1/rpc`. */
export function httpServer(dispatcher: Dispatcher): Server {
  const server = createServer((request, response) => {
    void answer(dispatcher, request)
      // Who leaves before the request is whole is told nothing.
      .catch((error) => (request.complete ? problem(dispatcher, error) : undefined))
      .then((reply) => reply && send(response, reply))
  })
  // A client that has closed its side is answered.
  return Object.assign(server, { httpAllowHalfOpen: true })
}

interface Reply {
  readonly status: number
  readonly type: string
  readonly body: Buffer | string
}

const HTTP_STATUS: Readonly<Record<string, number>> = {
  ENOENT: 404,
  ENOTDIR: 404,
  EACCES: 403,
  EPERM: 403,
  EBUSY: 409,
  EEXIST: 409,
}

async function answer(dispatcher: Dispatcher, request: IncomingMessage): Promise<Reply> {
  const body = await readBody(request)
  if (body === 'too long') return text(413, `request longer than ${LONGEST_REQUEST} bytes\n`)
  const { area, path } = partsOf(request.url ?? '/')
  switch (`${request.method} ${area}`) {
    case 'POST rpc':
      return json(200, (await dispatcher.answer(body.toString('utf8'), undefined)) ?? '')
    case 'GET hello':
      return json(200, JSON.stringify(dispatcher.hello))
    case 'GET tree':
      return show(dispatcher, cleanPath(path))
    case 'GET snapshot':
      return json(200, JSON.stringify(await snapshot(dispatcher, cleanPath(path))))
    case 'PUT tree':
      await dispatcher.sysfs.write(cleanPath(path), fromBuffer(body))
      return text(204, '')
    default:
      return text(404, 'GET /v1/hello, GET or PUT /v1/tree/PATH, GET /v1/snapshot/PATH, POST /v1/rpc\n')
  }
}

/** A file's content as it is; the entries of a directory; where a link points. */
async function show({ sysfs }: Dispatcher, path: ByteString): Promise<Reply> {
  const { type } = await sysfs.stat(path)
  if (type === 'file') return text(200, toBuffer(await sysfs.read(path)))
  if (type === 'link') return json(200, JSON.stringify({ target: encodeBytes(await sysfs.readlink(path)) }))
  const entries = await sysfs.list(path)
  return json(200, JSON.stringify(entries.map(({ name, type }) => ({ name: encodeBytes(name), type }))))
}

const snapshot = async ({ sysfs }: Dispatcher, path: ByteString): Promise<WireEntry> =>
  encodeSnapshot(path, await sysfs.snapshot(path))

function problem(dispatcher: Dispatcher, error: unknown): Reply {
  if (error instanceof SysfsError)
    return json(HTTP_STATUS[error.code] ?? 422, JSON.stringify(encodeFailure(error)))
  return text(500, `${dispatcher.describe(error).message}\n`)
}

/** `/v1/tree/a%20b` is `a b` in the area `tree`. Names are bytes, so escapes are undone byte by byte. */
function partsOf(url: string): { area: string; path: ByteString } {
  const [, version, area = '', ...names] = url.replace(/\?.*$/, '').split('/')
  const path = names
    .join('/')
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { area: version === 'v1' ? area : '', path }
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too long'> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += part.length
    // The rest is read too, or the client would not see the answer.
    if (length <= LONGEST_REQUEST) parts.push(part)
    else parts.length = 0
  }
  return length <= LONGEST_REQUEST ? Buffer.concat(parts) : 'too long'
}

const text = (status: number, body: Buffer | string): Reply => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
})

const json = (status: number, body: string): Reply => ({
  status,
  type: 'application/json',
  body: body && `${body}\n`,
})

function send(response: ServerResponse, { status, type, body }: Reply): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
