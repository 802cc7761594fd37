import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Box, startBox } from '../../support/box.ts'
import { isolated } from '../../support/isolated.ts'

/** What OpenStack cinder's SCST driver runs, and how it reads the answers. */
const TARGET = 'iqn.2010-10.org.openstack:volume-1'
const ON = `-driver iscsi -target ${TARGET}`

isolated('cinder', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox({ mounted: false })
  })
  after(() => box.stop())

  test('exporting a volume', async () => {
    await box.good(`scstadmin -add_target ${TARGET} -driver iscsi`)
    assert.ok((await box.good('scstadmin -list_target')).includes(TARGET))
    await box.good(`scstadmin -enable_target ${TARGET} -driver iscsi`)
    await box.good('scstadmin -noprompt -set_drv_attr iscsi -attributes enabled=1')
    await box.good(`scstadmin -add_group group-1 ${ON}`)
    await box.good(`scstadmin -add_init iqn.2026-01.test:host ${ON} -group group-1`)
    await box.good('scstadmin -open_dev volume-1 -handler vdisk_fileio -attributes filename=/disk1')
    await box.good(`scstadmin -add_lun 1 -driver iscsi -target ${TARGET} -device volume-1 -group group-1`)
    await box.good('scstadmin -write_config /etc/scst.conf')
    // Whether its group is there, it looks up in the list of all groups.
    assert.ok((await box.good('scstadmin -list_group')).includes('group-1'))
  })

  test('the target number is the second word of its line', async () => {
    const lines = (await box.good(`scstadmin -list_tgt_attr ${TARGET} -driver iscsi`)).split('\n')
    assert.equal(
      lines
        .find((line) => line.includes('rel_tgt_id'))
        ?.trim()
        .split(/\s+/)[1],
      '1',
    )
  })

  test('the account stands in the third line between KEY and the dynamic attributes', async () => {
    await box.good(
      `scstadmin -noprompt -set_tgt_attr ${TARGET} -driver iscsi -attributes 'IncomingUser=joe joes-long-secret'`,
    )
    const listed = await box.good(`scstadmin -list_tgt_attr ${TARGET} -driver iscsi`)
    const between = listed.slice(listed.indexOf('KEY') + 3, listed.indexOf('Dynamic attributes')).split('\n')
    const words = between[2]!.split(' ').filter((word) => word !== '')
    assert.equal(words[0]!.trim(), 'IncomingUser')
    assert.deepEqual(words.slice(1, 3), ['joe', 'joes-long-secret'])
  })

  test('LUN numbers stand between two headings, from the third line on', async () => {
    const listed = await box.good(`scstadmin -list_group group-1 ${ON}`)
    const heading = 'Assigned LUNs:'
    const between = listed.slice(
      listed.indexOf(heading) + heading.length,
      listed.indexOf('Assigned Initiators:'),
    )
    // Every line from the third on must begin with a number: anything else ends the driver.
    const numbers = between
      .trim()
      .split('\n')
      .slice(2)
      .map((line) => Number(line.trim().split(' ')[0]))
    assert.deepEqual(numbers, [1])
  })

  test('removing it', async () => {
    await box.good(`scstadmin -noprompt -rem_lun 1 ${ON} -group group-1`)
    await box.good('scstadmin -noprompt -close_dev volume-1 -handler vdisk_fileio')
    await box.good(`scstadmin -noprompt -rem_target ${TARGET} -driver iscsi`)
    assert.ok(!(await box.good('scstadmin -list_target')).includes(TARGET))
  })
})
