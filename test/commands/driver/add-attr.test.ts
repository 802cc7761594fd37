import DriverAddAttr from '../../../commands/driver/add-attr.ts'
import { begun, changed, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(DriverAddAttr, {
  'adds an account': {
    argv: 'iscsi --attributes "IncomingUser=joe 12charsecret"',
    classic: '-add_drv_attr iscsi -attributes "IncomingUser=joe 12charsecret"',
    stdout: changed(
      lines(
        "\t-> Adding driver attribute 'IncomingUser' with value 'joe 12charsecret' for driver 'iscsi': done.",
      ),
    ),
  },
  'takes nothing else': {
    argv: 'iscsi --attributes enabled=1',
    classic: '-add_drv_attr iscsi -attributes enabled=1',
    stdout: begun(
      lines(
        '',
        '-> Making requested changes.',
        "\t-> Adding driver attribute 'enabled' with value '1' for driver 'iscsi': done.",
        '',
        '',
        'FATAL: Received the following error:',
        '',
        '\tBad attributes given for driver.',
        '',
      ),
    ),
    status: 1,
  },
})
