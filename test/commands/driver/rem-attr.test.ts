import DriverRemAttr from '../../../commands/driver/rem-attr.ts'
import { changed, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DriverRemAttr, {
  'says when the value is not there': {
    argv: 'iscsi --attributes "IncomingUser=joe x" --noprompt',
    classic: '-rem_drv_attr iscsi -attributes "IncomingUser=joe x" -noprompt',
    stdout: changed(lines("\t-> Attribute/value 'IncomingUser/joe x' doesn't exist for driver 'iscsi'.")),
  },
  'warns when the driver is not there': {
    argv: 'nosuch --attributes a=b --noprompt',
    classic: '-rem_drv_attr nosuch -attributes a=b -noprompt',
    stdout: changed(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\tdriverAttributes(): Driver 'nosuch' is not available",
        '',
      ),
    ),
    status: 1,
  },
})
