import HandlerListAttr from '../../../commands/handler/list-attr.ts'
import { answered, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(HandlerListAttr, {
  'shows the keys and what devices are made with': {
    argv: 'vcdrom',
    classic: '-list_hnd_attr vcdrom',
    stdout: answered(
      lines(
        '\tAttribute     Value     Writable      KEY',
        '\t-----------------------------------------',
        '\t(none)',
        '',
        '\tDevice CREATE attributes available',
        '\t----------------------------------',
        '\ttst',
      ),
    ),
  },
  'warns of a handler that is not there': {
    argv: 'nosuch',
    classic: '-list_hnd_attr nosuch',
    stdout: answered(
      lines(
        '',
        '',
        'WARNING: Received the following error:',
        '',
        "\thandlerAttributes(): Handler 'nosuch' is not available",
        '',
      ),
    ),
    status: 1,
  },
})
