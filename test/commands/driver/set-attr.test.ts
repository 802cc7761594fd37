import DriverSetAttr from '../../../commands/driver/set-attr.ts'
import { changed, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DriverSetAttr, {
  'sets a value': {
    argv: 'iscsi --attributes link_local=0 --noprompt',
    classic: '-set_drv_attr iscsi -attributes link_local=0 -noprompt',
    stdout: changed(
      lines("\t-> Setting driver attribute 'link_local' to value '0' for driver 'iscsi': done."),
      'Done, 1 change(s) made.',
    ),
    reads: { 'targets/iscsi/link_local': '0\n[key]\n\n' },
  },
  'says so when the driver is not there': {
    argv: 'nosuch --attributes a=b --noprompt',
    classic: '-set_drv_attr nosuch -attributes a=b -noprompt',
    stdout: changed(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\tdriverAttributes(): Driver 'nosuch' is not available",
        '',
      ),
      'Done, 0 change(s) made.',
    ),
  },
})
