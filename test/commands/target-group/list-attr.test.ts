import TargetGroupListAttr from '../../../commands/target-group/list-attr.ts'
import { answered, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupListAttr, {
  'shows keys': {
    writes: GROUPED,
    argv: 'tg --dev-group dg',
    classic: '-list_tgrp_attr tg -dev_group dg',
    stdout: answered(
      lines(
        '\tAttribute     Value      Writable      KEY',
        '\t------------------------------------------',
        '\tgroup_id      0          Yes           Yes',
        '\tstate         active     Yes           Yes',
      ),
    ),
  },
})
