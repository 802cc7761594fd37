import LunListAttr from '../../../commands/lun/list-attr.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(LunListAttr, {
  'shows keys, of which there are none': {
    writes: SAMPLE,
    argv: '0 --driver iscsi --target iqn.a',
    classic: '-list_lun_attr 0 -driver iscsi -target iqn.a',
    stdout: answered(
      lines(
        '\tAttribute     Value     Writable      KEY',
        '\t-----------------------------------------',
        '\t(none)',
      ),
    ),
  },
})
