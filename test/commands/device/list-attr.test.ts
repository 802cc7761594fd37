import DeviceListAttr from '../../../commands/device/list-attr.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(DeviceListAttr, {
  'shows keys': {
    writes: SAMPLE,
    argv: 'n1',
    classic: '-list_dev_attr n1',
    stdout: answered(
      lines(
        '\tAttribute     Value       Writable      KEY',
        '\t-------------------------------------------',
        '\tsize          1048576     Yes           Yes',
      ),
    ),
  },
  'warns of a device that is not open': {
    argv: 'n1',
    classic: '-list_dev_attr n1',
    stdout: answered(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\tdeviceAttributes(): Device 'n1' is not open",
        '',
      ),
    ),
    status: 1,
  },
})
