import DeviceList from '../../../commands/device/list.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceList, {
  'lists devices by handler': {
    writes: SAMPLE,
    argv: '',
    classic: '-list_device',
    stdout: answered(
      lines(
        '\tHandler           Device',
        '\t--------------------',
        '\tdev_disk         - ',
        '\tdev_disk_perf    - ',
        '\tvcdrom           - ',
        '\tvdisk_blockio    - ',
        '\tvdisk_fileio     - ',
        '\tvdisk_nullio     n1',
        '\t                 n2',
      ),
    ),
  },
  'shows one in detail': {
    writes: SAMPLE,
    argv: 'n1',
    classic: '-list_device n1',
    stdout: answered(
      lines(
        '\tAttribute     Value       Writable      KEY',
        '\t-------------------------------------------',
        '\tsize          1048576     Yes           Yes',
      ),
    ),
  },
})
