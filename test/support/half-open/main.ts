/**
 * `node --import tsx test/support/half-open/main.ts PORT COUNT`: opens that many connections to 127.0.0.1 from many
 * addresses, begins a Login Request on each and adds a byte to it now and then, and never closes its side. Says
 * `opened N` when all are tried, `closed N` when the last is gone, and ends.
 */
import { connect, type Socket } from 'node:net'

const PER_ADDRESS = 8

/** Connections being opened at once: no more than a backlog holds. */
const ABREAST = 128

const ADD_MS = 500

/** Opcode and flags of a Login Request, and no more. */
const BEGINNING = Buffer.from([0x43, 0x87, 0, 0])

const [port, count] = process.argv.slice(2).map(Number) as [number, number]
const open = new Set<Socket>()
let tried = 0
let opened = 0
let settled = 0

/** A connection that the other side ended is gone only when a byte can no longer be sent. */
const adding = setInterval(() => {
  for (const socket of open) socket.write('\0')
}, ADD_MS)

for (let at = 0; at < ABREAST; at += 1) next()

function next(): void {
  if (tried === count) return
  const address = 1 + Math.floor(tried / PER_ADDRESS)
  tried += 1
  const localAddress = `127.1.${address >> 8}.${address & 255}`
  const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true })
  socket.once('connect', () => {
    opened += 1
    open.add(socket)
    socket.write(BEGINNING)
    settle()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    if (open.delete(socket)) report()
    else settle()
  })
  socket.resume()
}

function settle(): void {
  settled += 1
  if (settled === count) console.log(`opened ${opened}`)
  next()
  report()
}

function report(): void {
  if (settled < count || open.size > 0) return
  clearInterval(adding)
  console.log(`closed ${opened}`)
}
