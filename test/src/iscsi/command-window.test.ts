import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CommandWindow } from '../../../src/iscsi/command-window.ts'

function open(cmdSN: number, limit = 4): CommandWindow {
  const window = new CommandWindow()
  window.begin(cmdSN)
  window.limit = limit
  assert.equal(window.maxCmdSN, (cmdSN + limit - 1) >>> 0)
  return window
}

describe('a command window (RFC 7143 §4.2.2.1)', () => {
  const turns: readonly [cmdSN: number, turn: string][] = [
    [10, 'next'],
    [11, 'early'],
    [13, 'early'],
    [14, 'stale'],
    [9, 'stale'],
  ]
  for (const [cmdSN, turn] of turns) {
    it(`from 10 to 13: ${cmdSN} is ${turn}`, () => assert.equal(open(10).turnOf(cmdSN), turn))
  }

  it('runs what came early in its turn', () => {
    const window = open(10)
    const ran: number[] = []
    for (const cmdSN of [12, 11]) window.keep(cmdSN, () => ran.push(cmdSN))
    assert.equal(window.turnOf(12), 'stale', 'one with that number waits already')
    window.advance()
    window.runKept()
    assert.deepEqual(ran, [11, 12])
    assert.equal(window.expCmdSN, 13)
    assert.equal(window.hasGap, false)
  })

  it('has a gap while somebody waits for a command, of whom no later one came', async () => {
    const window = open(10)
    const reached = window.reached(12)
    assert.equal(window.hasGap, true)
    assert.ok(window.gapSince > 0)
    window.advance()
    assert.equal(window.hasGap, true)
    window.advance()
    await reached
    assert.equal(window.hasGap, false)
  })

  it('wraps at 2^32', () => {
    const window = open(0xfffffffe)
    assert.equal(window.turnOf(0xffffffff), 'early')
    assert.equal(window.turnOf(1), 'early')
    assert.equal(window.turnOf(2), 'stale')
    window.advance()
    window.advance()
    assert.equal(window.expCmdSN, 0)
  })

  it('never takes an announced number back', () => {
    const window = open(10)
    window.limit = 1
    assert.equal(window.maxCmdSN, 13)
    assert.equal(window.hasGrown, false)
    window.limit = 8
    assert.equal(window.hasGrown, true)
  })

  it('closes while commands are under way', () => {
    const window = open(10)
    window.active = 4
    for (let n = 0; n < 4; n++) window.advance()
    assert.equal(window.maxCmdSN, 13)
    window.active = 0
    assert.equal(window.maxCmdSN, 17)
  })

  it('tells when all commands before a number have come', async () => {
    const window = open(10)
    let isReached = false
    const reached = window.reached(12).then(() => {
      isReached = true
    })
    window.advance()
    await Promise.resolve()
    assert.equal(isReached, false)
    window.advance()
    await reached
  })
})
