import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DEVICE_TYPE } from '../../../../src/scsi/logical-unit.ts'
import { MODE_PAGES, PAGE_CONTROL, pageBytes, pagesNamed } from '../../../../src/scsi/spc/mode-pages.ts'
import { disk } from '../../../support/scsi.ts'

it('every page says its length', () => {
  for (const lu of [disk(), disk({ nvCache: true }), disk({ type: DEVICE_TYPE.CDROM })])
    for (const page of MODE_PAGES)
      for (const control of Object.values(PAGE_CONTROL)) {
        const bytes = pageBytes(page, lu, control)
        assert.equal(bytes[0]! & 0x3f, page.code)
        assert.equal(bytes.length, bytes[1]! + 2)
      }
})

it('page 3Fh lists what the device type has, in its order', () => {
  const codes = (type: number) => pagesNamed(0x3f, disk({ type }))!.map(({ code }) => code)
  assert.deepEqual(codes(DEVICE_TYPE.DISK), [0x01, 0x02, 0x03, 0x08, 0x0a, 0x1c, 0x04])
  assert.deepEqual(codes(DEVICE_TYPE.CDROM), [0x01, 0x0a, 0x1c])
})
