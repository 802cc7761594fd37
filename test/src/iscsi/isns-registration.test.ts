import assert from 'node:assert/strict'
import { it } from 'node:test'
import { IsnsRegistration } from '../../../src/iscsi/isns-registration.ts'
import { FUNCTION } from '../../../src/isns/message.ts'
import { ISNS_PORT } from '../../../src/isns/server-link.ts'
import { YesServer } from '../../support/isns-server.ts'
import { liveTree } from '../../support/live-tree.ts'

it('what is registered: the enabled targets with their aliases, and every portal', async () => {
  const { iscsi, write } = liveTree()
  for (const name of ['iqn.a:1', 'iqn.a:2']) await write('targets/iscsi/mgmt', `add_target ${name}`)
  await write('targets/iscsi/iqn.a:1/enabled', '1')
  await write('targets/iscsi/iqn.a:1/alias', 'one')
  const registration = new IsnsRegistration(iscsi, () => [
    { address: '10.0.0.1', port: 3260, family: 'IPv4' },
    { address: 'fe80::1%eth0', port: 3260, family: 'IPv6' },
  ])
  assert.deepEqual(
    registration.nodes.map(({ name, alias }) => [name, alias]),
    [['iqn.a:1', 'one']],
  )
  assert.deepEqual(
    registration.portals.map(({ address }) => address),
    ['10.0.0.1', 'fe80::1'],
  )
  assert.equal(registration.allows('iqn.a:1', 'iqn.b'), false, 'nobody before the server has spoken')
  await registration.close()
})

it('the registration at the old server is given up before the new one is made: it may be the same server', async () => {
  const server = await YesServer.start('127.0.0.81', ISNS_PORT)
  const { iscsi, write } = liveTree()
  await write('targets/iscsi/mgmt', 'add_target iqn.a:1')
  await write('targets/iscsi/iqn.a:1/enabled', '1')
  const registration = new IsnsRegistration(iscsi, () => [])
  for (const text of ['127.0.0.81', '127.0.0.81 AccessControl']) {
    const queried = server.next(FUNCTION.DevAttrQry)
    assert.equal(await write('targets/iscsi/iSNSServer', text), '0')
    await queried
  }
  const { DevAttrReg, SCNReg, DevAttrQry, SCNDereg, DevDereg } = FUNCTION
  const registered = [DevAttrReg, SCNReg, DevAttrQry]
  assert.deepEqual(
    server.received.map(({ functionId }) => functionId),
    [...registered, SCNDereg, DevDereg, ...registered],
  )
  await registration.close()
  server.close()
})
