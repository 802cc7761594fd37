import ScstListAttr from '../../../commands/scst/list-attr.ts'
import { answered, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(ScstListAttr, {
  'shows keys, of which there are none': {
    argv: '',
    classic: '-list_scst_attr',
    stdout: answered(
      lines(
        '\tAttribute     Value     Writable      KEY',
        '\t-----------------------------------------',
        '\t(none)',
      ),
    ),
  },
})
