import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Accounts } from '../../../src/iscsi/accounts.ts'
import { Log, silent } from '../../../src/lib/log.ts'
import { Refusal } from '../../../src/lib/refusal.ts'

const account = (user: string) => ({ user, secret: `${user} has 12 bytes` })
const refuses = (work: () => void, code: string) =>
  assert.throws(work, (error) => error instanceof Refusal && error.code === code)

test('an entry takes the name as written, then with the first free number behind it', () => {
  const accounts = new Accounts('t', silent)
  for (const user of ['a', 'b', 'c']) accounts.add('incoming', 'IncomingUser1', account(user))
  assert.deepEqual([...accounts.incoming.keys()], ['IncomingUser1', 'IncomingUser11', 'IncomingUser12'])
  accounts.delete('incoming', 'b')
  accounts.add('incoming', 'IncomingUser1', account('d'))
  assert.equal(accounts.incoming.get('IncomingUser11')?.user, 'd')
  assert.equal(accounts.secretOf('d'), 'd has 12 bytes')
  assert.equal(accounts.secretOf('b'), undefined)
  refuses(() => accounts.replace('incoming', 'IncomingUser1', account('d')), 'EEXIST')
  refuses(() => accounts.add('incoming', 'x', { user: 'e', secret: 'short' }), 'EINVAL')
})

test('names of entries end at 49 bytes', () => {
  const accounts = new Accounts('t', silent)
  const long = `IncomingUser${'0'.repeat(60)}`
  accounts.add('incoming', long, account('a'))
  assert.deepEqual([...accounts.incoming.keys()], [long.slice(0, 49)])
  refuses(() => accounts.add('incoming', long, account('b')), 'EEXIST')
  accounts.add('outgoing', `OutgoingUser${'0'.repeat(60)}`, account('a'))
  assert.deepEqual([...accounts.outgoing.keys()], [`OutgoingUser${'0'.repeat(37)}`])
})

test('a refused second outgoing account leaves the first; under another name it takes its place', () => {
  const accounts = new Accounts('t', silent)
  accounts.add('outgoing', 'OutgoingUser', account('a'))
  refuses(() => accounts.add('outgoing', 'OutgoingUser', account('b')), 'EEXIST')
  assert.equal(accounts.self?.user, 'a')
  accounts.add('outgoing', 'OutgoingUser1', account('b'))
  assert.equal(accounts.self?.user, 'b')
  assert.ok(accounts.outgoing.has('OutgoingUser'), 'its entry stays, as in SCST')
})

test('CHAP is demanded as soon as somebody can do it', () => {
  const accounts = new Accounts('t', silent)
  assert.equal(accounts.demandsChap, false)
  accounts.add('outgoing', 'OutgoingUser', account('a'))
  assert.equal(accounts.demandsChap, false)
  accounts.add('incoming', 'IncomingUser', account('a'))
  assert.equal(accounts.demandsChap, true)
})

test('one secret for both directions is taken and warned of, without the secret (RFC 7143 §9.2.1)', () => {
  const lines: string[] = []
  const log = new Log('iscsi-scst', ({ severity, text }) => lines.push(`${severity}: ${text}`))
  const accounts = new Accounts('iqn.t', log)
  const secret = 'the same for both'
  accounts.add('incoming', 'IncomingUser', { user: 'joe', secret })
  assert.deepEqual(lines, [])
  accounts.add('outgoing', 'OutgoingUser', { user: 'jim', secret })
  accounts.replace('incoming', 'IncomingUser', { user: 'joe', secret: 'another for joe' })
  assert.deepEqual(lines, [
    'warning: Users jim and joe of iqn.t have one secret for both directions: logins with it are refused',
  ])
})
