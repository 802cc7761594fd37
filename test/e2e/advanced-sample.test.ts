import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { type Box, startBox } from '../support/box.ts'
import { LIBISCSI_OFFERS, Session } from '../support/initiator/session.ts'
import { isolated } from '../support/isolated.ts'

/** The documentation's second sample: five devices, accounts, iSNS and a group, as a shell script on the mounted tree. */
const FIRST = 'iqn.2006-10.net.vlnb:tgt'
const SECOND = 'iqn.2006-10.net.vlnb:tgt1'
const HOST = 'iqn.2005-03.org.open-iscsi:cacdcd2520'

const SCRIPT = `set -e
cd $SYSFS
I=$SYSFS/targets/iscsi
echo "add_device disk1 filename=/disk1; nv_cache=1" > handlers/vdisk_fileio/mgmt
echo "add_device disk2 filename=/disk2; blocksize=4096; nv_cache=1" > handlers/vdisk_fileio/mgmt
echo "add_device blockio filename=/dev/sda5" > handlers/vdisk_blockio/mgmt
echo "add_device nullio" > handlers/vdisk_nullio/mgmt
echo "add_device cdrom" > handlers/vcdrom/mgmt
echo "192.168.1.16 AccessControl" > $I/iSNSServer
echo "add_attribute IncomingUser joeD 12charsecret" > $I/mgmt
echo "add_attribute OutgoingUser jackD 12charsecret1" > $I/mgmt
echo "add_target ${FIRST}" > $I/mgmt
echo "add disk1 0" > $I/${FIRST}/luns/mgmt
echo "add cdrom 1" > $I/${FIRST}/luns/mgmt
echo "add_target ${SECOND}" > $I/mgmt
echo "add_target_attribute ${SECOND} IncomingUser1 joe2 12charsecret2" > $I/mgmt
echo "add_target_attribute ${SECOND} IncomingUser joe 12charsecret" > $I/mgmt
echo "add_target_attribute ${SECOND} OutgoingUser jim1 12charpasswd" > $I/mgmt
echo "No" > $I/${SECOND}/InitialR2T
echo "Yes" > $I/${SECOND}/ImmediateData
echo "8192" > $I/${SECOND}/MaxRecvDataSegmentLength
echo "8192" > $I/${SECOND}/MaxXmitDataSegmentLength
echo "131072" > $I/${SECOND}/MaxBurstLength
echo "32768" > $I/${SECOND}/FirstBurstLength
echo "1" > $I/${SECOND}/MaxOutstandingR2T
echo "CRC32C,None" > $I/${SECOND}/HeaderDigest
echo "CRC32C,None" > $I/${SECOND}/DataDigest
echo "32" > $I/${SECOND}/QueuedCommands
echo "add disk2 0" > $I/${SECOND}/luns/mgmt
echo "add nullio 26" > $I/${SECOND}/luns/mgmt
echo "create special_ini" > $I/${SECOND}/ini_groups/mgmt
echo "add blockio 0 read_only=1" > $I/${SECOND}/ini_groups/special_ini/luns/mgmt
echo "add ${HOST}" > $I/${SECOND}/ini_groups/special_ini/initiators/mgmt
echo 1 > $I/${FIRST}/enabled
echo 1 > $I/${SECOND}/enabled
echo 1 > $I/enabled
`

isolated('the advanced sample of the documentation', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox({ args: ['--modules', 'scst,scst_vdisk,iscsi-scst'] })
    await isnsServer()
  })
  after(() => box.stop())

  const read = (path: string) => box.good(`cat $SYSFS/targets/iscsi/${path}`)

  test('every line of the script succeeds', async () => {
    await box.good(SCRIPT)
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

function isnsServer(): Promise<void> {
  return new Promise((resolve) => {
    createServer((socket) => socket.on('error', () => {}))
      .listen(3205, '192.168.1.16', resolve)
      .unref()
  })
}
