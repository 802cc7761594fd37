import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  ADVANCED_SAMPLE,
  FIRST,
  HOST,
  SAMPLE_MODULES,
  SECOND,
  startIsnsServer,
} from '../support/advanced-sample.ts'
import { type Box, startBox } from '../support/box.ts'
import { LIBISCSI_OFFERS, Session } from '../support/initiator/session.ts'
import { isolated } from '../support/isolated.ts'

const SCRIPT = ADVANCED_SAMPLE.map(([text, path]) => `echo "${text}" > $SYSFS/${path}`)

isolated('the advanced sample of the documentation', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox({ args: ['--modules', SAMPLE_MODULES] })
    await startIsnsServer()
  })
  after(() => box.stop())

  const read = (path: string) => box.good(`cat $SYSFS/targets/iscsi/${path}`)

  test('every line of the script succeeds', async () => {
    await box.good(['set -e', ...SCRIPT].join('\n'))
  })

  test('values that differ from their defaults are marked', async () => {
    assert.equal(await read(`${SECOND}/FirstBurstLength`), '32768\n[key]\n\n')
    assert.equal(await read(`${SECOND}/HeaderDigest`), 'None,CRC32C\n[key]\n\n')
    assert.equal(await read(`${SECOND}/QueuedCommands`), '32\n')
    assert.equal(await read('IncomingUser'), 'joeD 12charsecret\n[key]\n\n')
    assert.equal(await box.good(`stat -c %a $SYSFS/targets/iscsi/IncomingUser`), '600\n')
    assert.equal(await read(`${FIRST}/luns/1/read_only`), '1\n[key]\n')
    assert.equal(await read(`${SECOND}/rel_tgt_id`), '2\n[key]\n')
  })

  test('links lead to what they name', async () => {
    const target = await box.good(
      `readlink -f $SYSFS/targets/iscsi/${SECOND}/ini_groups/special_ini/luns/0/device`,
    )
    assert.match(target, /\/devices\/blockio$/m)
    assert.match(await box.good('find $SYSFS/devices/disk1/exported -type l | wc -l'), /^2$/m)
  })

  test('while the iSNS server lists nobody, nobody is let in', async () => {
    await assert.rejects(Session.logIn({ port: 3260, initiator: HOST, target: FIRST }), { status: '0203' })
  })

  test('the listed host sees its group, with its account and the agreed values', async () => {
    await box.good('echo 192.168.1.16 > $SYSFS/targets/iscsi/iSNSServer')
    const chap = { user: 'joe2', secret: '12charsecret2', target: { user: 'jim1', secret: '12charpasswd' } }
    const offers = LIBISCSI_OFFERS.map(
      ([key, value]) => [key, key === 'HeaderDigest' ? 'CRC32C' : value] as const,
    )
    const session = await Session.logIn({ port: 3260, initiator: HOST, target: SECOND, chap, offers })
    const directory = `${SECOND}/sessions/${HOST}`
    assert.equal(
      await box.good(`readlink $SYSFS/targets/iscsi/${directory}/luns`),
      '../../ini_groups/special_ini/luns\n',
    )
    assert.equal(await read(`${directory}/HeaderDigest`), 'CRC32C\n')
    assert.equal(await read(`${directory}/FirstBurstLength`), '32768\n')
    assert.match(await box.good('scstadmin -list_sessions'), /^\tLUN 0 +blockio /m)
    session.kill()
  })

  test('what was written applies again without a change', async () => {
    await box.good('scstadmin -write_config /tmp/advanced.conf')
    assert.match(
      await box.good('scstadmin -config /tmp/advanced.conf -noprompt'),
      /Done, 0 change\(s\) made\./,
    )
  })
})
