import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Visitor, Visitors } from '../../../src/iscsi/visitors.ts'

const NOW = 1000000
const HOST = '192.0.2.1'
const SECOND = 1000

interface Facts {
  readonly address?: string
  /** In seconds. */
  readonly silent?: number
  readonly stays?: number
  readonly isDiscovery?: boolean
  readonly isClosing?: boolean
}

/** A connection without session; it notes that it was put out. */
class Guest implements Visitor {
  readonly session = undefined
  readonly name = 'guest'
  readonly log = { info() {} }
  readonly origin: { readonly address: string }
  readonly accepted: number
  readonly lastReceived: number
  readonly isDiscovery: boolean
  isClosing: boolean
  isAborted = false

  constructor({ address = HOST, silent = 0, stays = silent, isDiscovery = false, isClosing = false }: Facts) {
    this.origin = { address }
    this.accepted = NOW - stays * SECOND
    this.lastReceived = NOW - silent * SECOND
    this.isDiscovery = isDiscovery
    this.isClosing = isClosing
  }

  close(): void {
    this.isClosing = true
  }

  abort(): void {
    this.isAborted = true
  }
}

const guests = (count: number, facts: Facts = {}): Guest[] =>
  Array.from({ length: count }, () => new Guest(facts))
const putOut = (all: readonly Guest[]): Guest[] => all.filter(({ isAborted }) => isAborted)

describe('visitors', () => {
  it('sixteen of one address come in, and those of others still do', () => {
    const visitors = new Visitors(guests(15), NOW)
    assert.deepEqual(
      [visitors.admit(HOST), visitors.admit(HOST), visitors.admit('192.0.2.2')],
      [true, false, true],
    )
  })

  it('256 of all addresses come in', () => {
    const all = Array.from({ length: 255 }, (_, n) => new Guest({ address: `192.0.2.${n}` }))
    const visitors = new Visitors(all, NOW)
    assert.deepEqual([visitors.admit('198.51.100.1'), visitors.admit('198.51.100.2')], [true, false])
    assert.deepEqual(putOut(all), [])
  })

  it('who has said nothing for three seconds gives way, the longest silent one first', () => {
    const [short, long] = [new Guest({ silent: 3 }), new Guest({ silent: 4 })]
    const visitors = new Visitors([...guests(14, { silent: 2 }), short, long], NOW)
    assert.ok(visitors.admit(HOST))
    assert.deepEqual(putOut([short, long]), [long])
    assert.ok(visitors.admit(HOST))
    assert.ok(!visitors.admit(HOST), 'the others are busy')
  })

  it('where a crowd waits, already after six tenths of a second', () => {
    const silent = new Guest({ silent: 0.6 })
    const visitors = new Visitors([...guests(15, { silent: 0.5 }), silent], NOW, 65)
    assert.ok(visitors.admit(HOST))
    assert.ok(!visitors.admit(HOST))
    assert.deepEqual(putOut([silent]), [silent])
  })

  it('who is on his way out gives way before anybody', () => {
    const [silent, leaving] = [new Guest({ silent: 9 }), new Guest({ isClosing: true })]
    const visitors = new Visitors([...guests(14), silent, leaving], NOW)
    assert.ok(visitors.admit(HOST))
    assert.deepEqual(putOut([silent, leaving]), [leaving])
  })

  it('a discovery session gives way after 15 s though it is busy, a login does not', () => {
    const discovery = new Guest({ stays: 15, isDiscovery: true })
    const logins = guests(15, { stays: 15 })
    const visitors = new Visitors([...logins, discovery], NOW)
    assert.ok(visitors.admit(HOST))
    assert.ok(!visitors.admit(HOST))
    assert.deepEqual(putOut([...logins, discovery]), [discovery])
  })

  it('who was put out and is not gone yet is not put out again', () => {
    const all = guests(16, { silent: 5 })
    new Visitors(all, NOW).admit(HOST)
    new Visitors(all, NOW).admit(HOST)
    assert.equal(putOut(all).length, 1, 'there was room the second time')
  })
})
