import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { copy, copyList, named, segment, status, target } from '../../../support/extended-copy.ts'
import { fileDisk, initiator, vectors } from '../../../support/scsi.ts'

describe('RECEIVE COPY RESULTS', () => {
  it('keeps the sense of a failed copy until it is read', async () => {
    const one = await named('one')
    const nexus = initiator(one)
    const list = copyList([target(one)], [segment({ destination: 0, blocks: 4, from: 0, to: 2047 })])
    assert.equal(await copy(nexus, list), 'a/00/00')
    assert.match(await status(nexus, 1, 4), /^GOOD 0000004a(00){52}0200001270000a00/)
    assert.equal(await status(nexus, 1, 4), '5/24/00 CDB 2')
  })

  it('tells its limits', async () => {
    assert.equal(
      await status(initiator(await fileDisk()), 0, 3),
      `GOOD 0000002a 01000000 0005008f 0000ffff 10000000 ${'00'.repeat(14)} ffffff10 0000000000 0202e4`.replaceAll(
        /(?<=GOOD .*)\s/g,
        '',
      ),
    )
  })

  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['another service action', '84 05 00 00 00 00 00 00 00 00 00 00 00 ff 00 00', '5/24/00 CDB 1.0', 255],
      ['a list that nobody sent', '84 00 07 00 00 00 00 00 00 00 00 00 00 ff 00 00', '5/24/00 CDB 2', 255],
    ],
  )
})
