import DriverListAttr from '../../../commands/driver/list-attr.ts'
import { answered, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DriverListAttr, {
  'shows keys and exits with 1, as no attribute makes an iscsi target': {
    argv: 'iscsi',
    classic: '-list_drv_attr iscsi',
    stdout: answered(
      lines(
        '\tAttribute     Value     Writable      KEY',
        '\t-----------------------------------------',
        '\t(none)',
        '',
        '\tDynamic attributes available',
        '\t----------------------------',
        '\tIncomingUser',
        '\tOutgoingUser',
      ),
    ),
    status: 1,
  },
})
