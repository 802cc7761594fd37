import TargetGroupSetAttr from '../../../commands/target-group/set-attr.ts'
import { changed, GROUPED, lines, testCommand } from '../../support/scstadmin.ts'

testCommand(TargetGroupSetAttr, {
  'sets a state': {
    writes: GROUPED,
    argv: 'tg --dev-group dg --attributes state=standby --noprompt',
    classic: '-set_tgrp_attr tg -dev_group dg -attributes state=standby -noprompt',
    stdout: changed(
      lines("\t-> Setting Target Group attribute 'state' to value 'standby' for target group 'dg/tg': done."),
      'Done, 1 change(s) made.',
    ),
    reads: { 'device_groups/dg/target_groups/tg/state': 'standby\n[key]\n' },
  },
})
