import GroupListAttr from '../../../commands/group/list-attr.ts'
import { answered, lines, SAMPLE, testCommand } from '../../support/scstadmin.ts'

testCommand(GroupListAttr, {
  'shows what LUNs are made with': {
    writes: SAMPLE,
    argv: 'g --driver iscsi --target iqn.a',
    classic: '-list_grp_attr g -driver iscsi -target iqn.a',
    stdout: answered(
      lines(
        '\tAttribute     Value     Writable      KEY',
        '\t-----------------------------------------',
        '\t(none)',
        '',
        '\tLUN CREATE attributes available',
        '\t-------------------------------',
        '\tread_only',
      ),
    ),
    status: 1,
  },
})
