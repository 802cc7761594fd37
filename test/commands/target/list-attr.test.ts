import TargetListAttr from '../../../commands/target/list-attr.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetListAttr, {
  'shows keys and what can be added': {
    writes: SAMPLE,
    argv: 'iqn.a --driver iscsi',
    classic: '-list_tgt_attr iqn.a -driver iscsi',
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
        '\tallowed_portal',
        '',
        '\tLUN CREATE attributes available',
        '\t-------------------------------',
        '\tread_only',
      ),
    ),
  },
})
